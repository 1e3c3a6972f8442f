# A key is never overwritten, nor is what a link points to.
echo precious > key
ln -s nowhere link
status tlog-key new --name example.com/log --out key
status tlog-key new --name example.com/log --out link
status tlog-key new --name example.com/log --out no/such/folder
cat key
test ! -e nowhere
