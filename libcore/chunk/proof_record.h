#pragma once
// What records say of batches of chunks (man/tlog-records.5): a `receipt` names the root of a batch, a `chunk` has the
// proof that it is below one.
//
//   {"type":"receipt","intent_hex":"<hex>","unix_time":9,"chunks":2,"receipts":[{"quote_hex":"<root>", ...}],
//    "root_hex":"<root>", ...}
//   {"type":"chunk","address":"<hex>","size_bytes":4,"root_hex":"<root>","unix_time":9,"leaf":1,"leaves":2,
//    "proof_hex":["<hex>"], ...}
//   {"type":"chunk","tree":"sha3-salted","address":"<hex>","root_hex":"<root>","leaf":1,"leaves":2,"proof_hex":["<hex>"],
//    "salt_hex":"<hex>", ...}                          made by others (salted_batch.h), perhaps with a pool:
//    "unix_time":9,"pool_hex":"<hex>","midpoint_hex":"<hex>","midpoint":0,"midpoint_proof_hex":["<hex>"]

#include <optional>
#include <variant>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/chunk/batch_receipt.h"
#include "libcore/chunk/salted_batch.h"
#include "libcore/text/record_read.h"

namespace tlog {

// The other construction, with the pool where there is one.
struct SaltedReceipt {
  SaltedProof proof;
  std::optional<PoolProof> pool;
};

struct ChunkProof {
  Hash root;
  std::optional<uint64_t> unix_time;
  std::variant<BatchProof, SaltedReceipt> proof;  // its time is not set yet

  const Address& address() const;
  uint64_t leaves() const;
};

// Of a `chunk` record; nothing where it is in no batch. malformed: something of a proof is missing, or is none.
Result<std::optional<ChunkProof>> parse_chunk_proof(const RecordIn& record);

// What a `receipt` record says of a batch.
struct BatchReceipt {
  Hash root;
  std::optional<uint64_t> unix_time, chunks;
};
// Of a `receipt` record: those that are for chunks alone have no root. Whoever settles names roots where quotes stand
// otherwise, and of a record without a mode it cannot be told which they are: then all of them are given. malformed.
Result<std::vector<BatchReceipt>> parse_batch_receipts(const RecordIn& record);

}  // namespace tlog
