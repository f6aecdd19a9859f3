-- What is known of a flight before it leaves, with what the seven days before were like at its airport. The first day has no such days.
WITH weeks AS (
  SELECT origin,
         day,
         sum(late) OVER (PARTITION BY origin ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING) * 1e0
           / sum(flights) OVER (PARTITION BY origin ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING) AS late_share_week
  FROM daily
)
SELECT f.date,
       f.origin,
       f.destination,
       f.distance,
       hour(f.date) AS hour,
       day_of_week(f.date) AS day_of_week,
       w.late_share_week,
       f.delay > 15 AS late
FROM flights f
JOIN weeks w ON f.origin = w.origin AND date_trunc('day', f.date) = w.day
