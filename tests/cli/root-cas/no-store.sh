# Places that are no store, and what the errors say. A secret is never repeated.
status root-cas get --store=sqlite:roots.db alice photos
status root-cas batch --store=sqlite:roots.db < /dev/null
status root-cas get --store=sqlite::memory: alice photos
status root-cas get --store=roots.db alice photos
status root-cas init --store=sqlite:missing/roots.db
status root-cas init --store=postgres:host=db.example\ password=secret
status root-cas init --store=postgres:host=db.example\ sslpassword=secret
status root-cas init --store=postgres://alice:secret@db.example/roots
status root-cas init --store=postgresql://db.example/roots?password=secret
status root-cas init --store=postgres:secret
echo 'this is no database, however long it is, and it is a text' > text
status root-cas init --store=sqlite:text
mkdir folder
status root-cas init --store=sqlite:folder
root-cas init --store=sqlite:roots.db
ln roots.db second
status root-cas get --store=sqlite:roots.db alice photos
