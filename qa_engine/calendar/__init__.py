"""Business days and dates by country, region and site."""
