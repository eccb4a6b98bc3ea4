"""`migrate` and `loaddata` alone give a site: nothing collected, no other preparation."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FETCH = """
import re
from django.test import Client
client = Client(headers={"host": "localhost"})
page = client.get("/briefs/")
assert page.status_code == 200, page.status_code
assert page.text.count("<h3") == 13
for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
    assert client.get(address).status_code == 200, address
print("served")
"""


def test_pages_and_their_style_are_served(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "CHANCERY_DATA": str(tmp_path)}

    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate")
    manage("loaddata", "actors", "topics", "agreements", "briefs")

    assert "served" in manage("shell", "-v0", "-c", FETCH)
