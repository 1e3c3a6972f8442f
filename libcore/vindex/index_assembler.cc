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

void append(std::string& out, std::string more) {
  if (out.empty()) {
    out = std::move(more);
  } else {
    out += more;
  }
}

}  // namespace

void IndexAssembler::put_number(uint64_t number) {
  const size_t before = sections_.records.size();
  append_varint(sections_.records, number);
  record_bytes_ += sections_.records.size() - before;
}

// The keys that have ended go to the tree.
void IndexAssembler::put_values() {
  const std::vector<Hash> values = values_.take();
  for (size_t i = 0; i < ended_.size(); i++) tree_.add(ended_[i], values[i], done_);
  ended_.clear();
  put_nodes();
}

void IndexAssembler::put_nodes() {
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
  if (ended_.size() == kKeysAtOnce) put_values();
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

void IndexAssembler::end_all() {
  if (open_) end();
  open_ = false;
  put_values();
}

void IndexAssembler::add_part(IndexPart part) {
  if (part.keys == 0) return;
  end_all();
  tree_.add_tree(part.key, part.root, done_);
  put_nodes();
  const ByteView offsets = as_bytes(part.sections.offsets);
  for (size_t at = 0; at < offsets.size(); at += sizeof(uint64_t)) {
    append_be64(sections_.offsets, load_be64(&offsets[at]) + record_bytes_);
  }
  append(sections_.records, std::move(part.sections.records));
  append(sections_.keys, std::move(part.sections.keys));
  append(sections_.nodes, std::move(part.sections.nodes));
  keys_ += part.keys;
  record_bytes_ += part.record_bytes;
}

Hash IndexAssembler::finish_tree() {
  end_all();
  const Hash root = tree_.finish(done_);
  put_nodes();
  return root;
}

IndexPart IndexAssembler::finish_part() {
  IndexPart part;
  part.root = finish_tree();
  part.sections = std::move(sections_);
  part.keys = keys_;
  part.record_bytes = record_bytes_;
  part.key = hash_;
  return part;
}

Hash IndexAssembler::finish() {
  const Hash root = finish_tree();
  append_be64(sections_.offsets, record_bytes_);
  return root;
}

}  // namespace tlog
