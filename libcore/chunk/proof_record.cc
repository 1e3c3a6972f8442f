#include "libcore/chunk/proof_record.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/encode.h"

namespace tlog {

namespace {

constexpr size_t kMaxNodes = 8;  // 256 leaves
constexpr size_t kMaxReceipts = kMaxBatchLeaves;
constexpr std::string_view kSalted = "sha3-salted";

template <typename Value>
Result<Value> required(std::string_view key, Result<std::optional<Value>> value) {
  if (!value) return std::move(value).error();
  if (!*value) return Error(Errc::kMalformed, fmt::format("no \"{}\"", key));
  return **std::move(value);
}

Error no_hash(std::string_view key) { return Error(Errc::kMalformed, fmt::format("\"{}\" is not a hash in hex", key)); }

Result<std::optional<Hash>> optional_hash(const RecordIn& record, std::string_view key) {
  TRY(const auto text, record.text(key));
  if (!text) return std::optional<Hash>();
  const auto hash = hex_decode_hash(*text);
  if (!hash) return no_hash(key);
  return hash;
}

Result<Hash> hash_in(const RecordIn& record, std::string_view key) { return required(key, optional_hash(record, key)); }

Result<std::vector<Hash>> hashes_in(const RecordIn& record, std::string_view key) {
  TRY(const auto texts, required(key, record.texts(key, kMaxNodes)));
  std::vector<Hash> hashes;
  for (const std::string& text : texts) {
    const auto hash = hex_decode_hash(text);
    if (!hash) return no_hash(key);
    hashes.push_back(*hash);
  }
  return hashes;
}

Result<BatchProof> batch_proof_in(const RecordIn& record, const Address& address) {
  BatchProof proof;
  proof.chunk.address = address;
  TRY(proof.chunk.size, required("size_bytes", record.number("size_bytes")));
  TRY(proof.leaf, required("leaf", record.number("leaf")));
  TRY(proof.leaves, required("leaves", record.number("leaves")));
  TRY(proof.nodes, hashes_in(record, "proof_hex"));
  return proof;
}

Result<SaltedReceipt> salted_receipt_in(const RecordIn& record, const Address& address) {
  SaltedReceipt receipt;
  receipt.proof.address = address;
  TRY(receipt.proof.salt, hash_in(record, "salt_hex"));
  TRY(receipt.proof.leaf, required("leaf", record.number("leaf")));
  TRY(receipt.proof.leaves, required("leaves", record.number("leaves")));
  TRY(receipt.proof.nodes, hashes_in(record, "proof_hex"));
  TRY(const auto pool, optional_hash(record, "pool_hex"));
  TRY(const auto midpoint, record.text("midpoint_hex"));
  TRY(const auto index, record.number("midpoint"));
  TRY(const auto nodes, record.texts("midpoint_proof_hex", kMaxNodes));
  if (!pool && !midpoint && !index && !nodes) return receipt;
  receipt.pool.emplace();
  TRY(receipt.pool->pool, hash_in(record, "pool_hex"));
  TRY(receipt.pool->midpoint, hash_in(record, "midpoint_hex"));
  TRY(receipt.pool->index, required("midpoint", record.number("midpoint")));
  TRY(receipt.pool->nodes, hashes_in(record, "midpoint_proof_hex"));
  return receipt;
}

}  // namespace

const Address& ChunkProof::address() const {
  const auto* own = std::get_if<BatchProof>(&proof);
  return own != nullptr ? own->chunk.address : std::get<SaltedReceipt>(proof).proof.address;
}

uint64_t ChunkProof::leaves() const {
  const auto* own = std::get_if<BatchProof>(&proof);
  return own != nullptr ? own->leaves : std::get<SaltedReceipt>(proof).proof.leaves;
}

Result<std::optional<ChunkProof>> parse_chunk_proof(const RecordIn& record) {
  TRY(const auto root, optional_hash(record, "root_hex"));
  TRY(const auto tree, record.text("tree"));
  TRY(const auto nodes, record.texts("proof_hex", kMaxNodes));
  if (!root && !tree && !nodes) return std::optional<ChunkProof>();
  if (!root) return Error(Errc::kMalformed, "no \"root_hex\"");
  if (tree && *tree != kSalted) return Error(Errc::kMalformed, fmt::format("\"tree\" is not \"{}\"", kSalted));
  ChunkProof out{.root = *root, .unix_time = std::nullopt, .proof = BatchProof{}};
  TRY(out.unix_time, record.number("unix_time"));
  TRY(const auto text, required("address", record.text("address")));
  const auto address = parse_address(text);
  if (!address) return Error(Errc::kMalformed, "\"address\" is not a hash in hex");
  if (tree) {
    TRY(out.proof, salted_receipt_in(record, *address));
  } else {
    TRY(out.proof, batch_proof_in(record, *address));
  }
  return std::optional<ChunkProof>(std::move(out));
}

Result<std::vector<BatchReceipt>> parse_batch_receipts(const RecordIn& record) {
  TRY(const auto root, optional_hash(record, "root_hex"));
  TRY(const auto mode, record.text("mode"));
  TRY(const auto time, record.number("unix_time"));
  TRY(const auto chunks, record.number("chunks"));
  TRY(const auto list, record.objects("receipts", kMaxReceipts));
  std::vector<BatchReceipt> out;
  if (root) out.push_back({*root, time, chunks});
  if (mode == "single" || !list) return out;
  for (const RecordIn& one : *list) {
    TRY(const Hash named, hash_in(one, "quote_hex"));
    if (!root) out.push_back({named, time, chunks});
    if (root && named != *root) return Error(Errc::kMalformed, "\"root_hex\" and \"quote_hex\" are not the same");
  }
  return out;
}

}  // namespace tlog
