#include "libcore/vindex/answer_record.h"

#include <fmt/core.h>

#include "libcore/base/encode.h"

namespace tlog {

namespace {

constexpr size_t kMaxIndices = 4'000'000;  // more do not fit into a record

template <typename Value>
Result<Value> required(std::string_view key, Result<std::optional<Value>> value) {
  if (!value) return std::move(value).error();
  if (!*value) return Error(Errc::kMalformed, fmt::format("no \"{}\"", key));
  return **std::move(value);
}

Result<Hash> hash_in(const RecordIn& record, std::string_view key) {
  TRY(const std::string text, required(key, record.text(key)));
  const auto hash = hex_decode_hash(text);
  if (!hash) return Error(Errc::kMalformed, fmt::format("\"{}\" is not a hash in hex", key));
  return *hash;
}

Result<Bytes> bytes_in(const RecordIn& record, std::string_view key) {
  TRY(const std::string text, required(key, record.text(key)));
  const auto bytes = hex_decode(text);
  if (!bytes || bytes->size() > sizeof(Hash::bytes)) {
    return Error(Errc::kMalformed, fmt::format("\"{}\" is not up to 32 bytes in hex", key));
  }
  return *bytes;
}

Result<std::vector<IndexSibling>> path_in(const RecordIn& record) {
  TRY(const auto steps, required("proof", record.objects("proof", kKeyBits)));
  std::vector<IndexSibling> path;
  for (const RecordIn& step : steps) {
    IndexSibling sibling;
    TRY(sibling.label_bits, required("label_bit_len", step.number("label_bit_len")));
    TRY(sibling.label, bytes_in(step, "label_path"));
    TRY(sibling.hash, hash_in(step, "hash"));
    path.push_back(std::move(sibling));
  }
  return path;
}

// The key of the record; where it is not UTF-8 it is `key_b64`.
Result<std::string> key_in(const RecordIn& record) {
  TRY(const auto text, record.text("key"));
  TRY(const auto coded, record.text("key_b64"));
  if (text.has_value() == coded.has_value()) return Error(Errc::kMalformed, "not one of \"key\" and \"key_b64\"");
  if (text) return *text;
  const auto bytes = base64_decode(*coded);
  if (!bytes) return Error(Errc::kMalformed, "\"key_b64\" is not base64");
  return std::string(as_text(*bytes));
}

}  // namespace

Record lookup_record(const LookupRecord& lookup) {
  const IndexAnswer& answer = lookup.answer;
  std::vector<Record> path;
  for (const IndexSibling& sibling : answer.path) {
    path.push_back(Record::flat()
                       .number("label_bit_len", sibling.label_bits)
                       .text("label_path", hex_encode(sibling.label))
                       .text("hash", hex_encode(sibling.hash.bytes)));
  }
  Record record("lookup");
  record.text("key", lookup.key)
      .flag("found", answer.found)
      .numbers("indices", answer.indices)
      .number("tree_size", answer.tree_size)
      .text("root_hex", hex_encode(lookup.root.bytes))
      .objects("proof", path);
  if (const auto& leaf = answer.other_leaf) {
    record.text("leaf_key_hex", hex_encode(leaf->key.bytes)).text("leaf_value_hex", hex_encode(leaf->value.bytes));
  }
  if (const auto& node = answer.diverging) {
    record.number("node_bit_len", node->bits)
        .text("node_prefix_hex", hex_encode(node->prefix))
        .text("node_left_hex", hex_encode(node->left.bytes))
        .text("node_right_hex", hex_encode(node->right.bytes));
  }
  record.text("origin", lookup.origin);
  if (lookup.map.sha256) {
    record.text("map_sha256_hex", hex_encode(lookup.map.sha256->bytes));
  } else {
    record.text("field", lookup.map.field);
  }
  if (lookup.anchor) record.text("anchor", *lookup.anchor);
  if (lookup.anchor_proof) record.text("anchor_proof", *lookup.anchor_proof);
  return record;
}

Result<LookupRecord> parse_lookup_record(const RecordIn& record) {
  LookupRecord lookup;
  IndexAnswer& answer = lookup.answer;
  TRY(lookup.key, key_in(record));
  TRY(answer.found, required("found", record.flag("found")));
  TRY(answer.indices, required("indices", record.numbers("indices", kMaxIndices)));
  TRY(answer.tree_size, required("tree_size", record.number("tree_size")));
  TRY(lookup.root, hash_in(record, "root_hex"));
  TRY(answer.path, path_in(record));
  TRY(const auto leaf, record.text("leaf_key_hex"));
  if (leaf) {
    OtherLeaf& other = answer.other_leaf.emplace();
    TRY(other.key, hash_in(record, "leaf_key_hex"));
    TRY(other.value, hash_in(record, "leaf_value_hex"));
  }
  TRY(const auto bits, record.number("node_bit_len"));
  if (bits) {
    DivergingNode& node = answer.diverging.emplace();
    node.bits = *bits;
    TRY(node.prefix, bytes_in(record, "node_prefix_hex"));
    TRY(node.left, hash_in(record, "node_left_hex"));
    TRY(node.right, hash_in(record, "node_right_hex"));
  }
  TRY(auto origin, record.text("origin"));
  TRY(auto field, record.text("field"));
  TRY(const auto map, record.text("map_sha256_hex"));
  lookup.origin = std::move(origin).value_or("");
  lookup.map.field = std::move(field).value_or("");
  if (map) {
    TRY(lookup.map.sha256, hash_in(record, "map_sha256_hex"));
  }
  TRY(lookup.anchor, record.text("anchor"));
  TRY(lookup.anchor_proof, record.text("anchor_proof"));
  return lookup;
}

}  // namespace tlog
