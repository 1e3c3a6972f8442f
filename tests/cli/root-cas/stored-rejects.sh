# What stands in the table and is no root is an error, never "there is none".
root-cas init --store=sqlite:roots.db > /dev/null
python3 -c 'import sqlite3
db = sqlite3.connect("roots.db")
rows = [("o", "blank", "a b", 1), ("o", "empty", "", 1), ("o", "zero", "X", 0)]
db.executemany("INSERT INTO bucket_roots VALUES (?, ?, ?, ?, 0)", rows)
db.commit()'
for bucket in blank empty zero; do
  status root-cas get --store=sqlite:roots.db o "$bucket"
  status root-cas set --store=sqlite:roots.db --expect=A o "$bucket" B
done
status root-cas ls --store=sqlite:roots.db
# Of many swaps it is told of the one alone.
printf '{"owner":"o","bucket":"%s","expect":"A","new":"B"}\n' other blank empty > lines
status root-cas batch --store=sqlite:roots.db lines
