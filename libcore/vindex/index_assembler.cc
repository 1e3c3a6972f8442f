#include "libcore/vindex/index_assembler.h"

#include "libcore/base/assert.h"
#include "libcore/base/byte_order.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

namespace {

void append_hash(std::string& out, const Hash& hash) { out.append(as_text(hash.bytes)); }

void append_hashes(std::string& out, const std::vector<Hash>& hashes) {
  for (const Hash& hash : hashes) append_hash(out, hash);
}

}  // namespace

void IndexAssembler::put_number(uint64_t number) {
  const size_t before = sections_.records.size();
  append_varint(sections_.records, number);
  record_bytes_ += sections_.records.size() - before;
}

void IndexAssembler::put_nodes() {
  const std::vector<Hash> values = values_.take();
  for (size_t i = 0; i < ended_.size(); i++) tree_.add(ended_[i], values[i], done_);
  ended_.clear();
  append_hashes(sections_.nodes, done_);
  done_.clear();
}

void IndexAssembler::begin(const KeyOfEntry& item) {
  append_be64(sections_.offsets, record_bytes_);
  append_hash(sections_.keys, item.hash);
  put_number(item.key.size());
  sections_.records.append(item.key);
  record_bytes_ += item.key.size();
  put_number(item.entry);
  hash_ = item.hash;
  keys_++;
  open_ = true;
}

void IndexAssembler::end() {
  values_.end();
  ended_.push_back(hash_);
  if (ended_.size() == kKeysAtOnce) put_nodes();
}

void IndexAssembler::add(const KeyOfEntry& item) {
  if (open_ && item.hash == hash_) {
    ASSERT(item.entry >= last_entry_);
    if (item.entry == last_entry_) return;
    put_number(item.entry - last_entry_);
  } else {
    if (open_) end();
    begin(item);
  }
  values_.add(item.entry);
  last_entry_ = item.entry;
}

Hash IndexAssembler::finish() {
  if (open_) end();
  open_ = false;
  append_be64(sections_.offsets, record_bytes_);
  put_nodes();
  const Hash root = tree_.finish(done_);
  append_hashes(sections_.nodes, done_);
  return root;
}

}  // namespace tlog
