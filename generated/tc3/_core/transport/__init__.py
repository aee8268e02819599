"""One HTTP exchange: time-outs, proxies, TLS."""
