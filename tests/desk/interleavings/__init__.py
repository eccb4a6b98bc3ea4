"""Several people at several nouns, in any order and at once; and what is lost: nothing."""
