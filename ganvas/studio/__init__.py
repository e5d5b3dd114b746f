"""What is served: pictures over HTTP, and the guard that stands before everything."""
