"""What readers would get elsewhere: each peer in an environment of its own."""
