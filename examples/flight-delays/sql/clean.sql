-- Flights that can be: nobody lands two hours early, and July is another half-year.
SELECT date, delay, distance, origin, destination
FROM flights
WHERE delay >= -120
  AND date < TIMESTAMP '2001-07-01 00:00:00'
