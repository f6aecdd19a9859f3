-- Of each airport and day: how many flights left, and how many of them arrived late.
SELECT origin,
       date_trunc('day', date) AS day,
       count(*) AS flights,
       count_if(delay > 15) AS late
FROM flights
GROUP BY 1, 2
