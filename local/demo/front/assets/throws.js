throw new Error('the watchlist has no symbols');
