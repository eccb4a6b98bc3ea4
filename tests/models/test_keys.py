"""Keys of rows that come many at a time."""

import time

from briefs.models.inserting import key_in_order


def test_keys_made_later_sort_later() -> None:
    keys = []
    for _ in range(3):
        keys.append(key_in_order())
        time.sleep(0.002)

    assert keys == sorted(keys)
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}


def test_keys_of_one_moment_differ() -> None:
    assert len({key_in_order() for _ in range(10_000)}) == 10_000
