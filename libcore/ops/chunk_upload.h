#pragma once
// chunk-upload: brings files, in chunks, to groups of stores of which some fail or lie. In groups of chunks: stores are
// asked what they want and have, that is settled, and each chunk is put to a quorum of its group and read back. A
// journal says what is done, so that a run that was killed is gone on with, and nothing is settled or stored twice.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/chunk_plan.h"
#include "libcore/ops/chunk_quotes.h"
#include "libcore/ops/host.h"
#include "libcore/ops/upload.h"
#include "libcore/store/object_store.h"

namespace tlog {

// What a receipt is for: one chunk, or a batch of them by its root. Auto is batch from `batch_min` chunks on.
enum class ReceiptMode { kAuto, kSingle, kBatch };

// The routed way (chunk_route.h).
struct MasterRequest {
  std::string url{};                  // empty: there is none, and chunks go to a group
  std::vector<std::string> ingest{};  // URLs of nodes
  std::string token_file{}, ingest_token_file{};
  bool strict_etag = true;
};

struct ChunkUploadRequest {
  std::vector<std::string> files;
  std::optional<std::string> chunk_list;
  ChunkFormat format = ChunkFormat::kPlain;
  uint64_t piece_bytes = kMaxChunkBytes;
  bool public_maps = false;
  std::string map_dir = ".";

  std::string endpoints;  // a file of endpoint_list.h, or
  MasterRequest master;
  GroupPolicy policy;
  StoreOptions store;
  uint64_t concurrency = 16;  // chunks that are in memory at once
  uint64_t wave = 64;         // chunks that are tried before the next ones
  uint64_t retries = 3;
  uint64_t backoff_ms = 500;
  uint64_t quote_timeout_s = 10;
  uint64_t quote_total_s = 120;
  ReadBack read_back = ReadBack::kGet;

  ReceiptMode mode = ReceiptMode::kAuto;
  uint64_t batch_min = 64;
  uint64_t batch_max = 256;
  std::optional<std::string> settle;     // a command or a URL
  std::optional<std::string> reconcile;  // receipts of what nobody knows
  bool prepare = false;                  // stop before settling, which somebody else does,
  std::optional<std::string> finalize;   // and go on with his receipts

  std::optional<std::string> journal;  // in place of one in the spill root
  std::string spill_root;
};

// kNo: some chunks are not stored. network: none is, since the stores do not answer. unknown: something may have been
// settled whose receipt is lost. Whatever happens, a summary is the last record; see tlog-records(5).
Result<Verdict> upload_chunks(const ChunkUploadRequest& request, Host& host);

}  // namespace tlog
