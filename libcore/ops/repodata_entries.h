#pragma once
// conda repodata in, entry lines and their trailer out (conda/entry.h, text/trailer.h).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/conda/repodata.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"

namespace tlog {

// More than twice the largest repodata of the public channels in 2024, and a bound for what a few kilobytes of zstd can
// make of our memory.
constexpr uint64_t kDefaultMaxRepodataBytes = uint64_t{1} << 30;

struct RepodataInput {
  std::string path;                   // or a URL; `-` is standard input
  std::optional<std::string> subdir;  // of all its entries
};

struct RepodataEntriesRequest {
  std::vector<RepodataInput> inputs;
  EntryOrder order = EntryOrder::kFilename;
  std::optional<uint64_t> limit;  // write that many lines at most; inputs that are not needed for them are not read
  bool trailer = true;
  bool keep_going = false;                        // leave out records that make no entry, and report and count them
  uint64_t max_bytes = kDefaultMaxRepodataBytes;  // of an input, decoded; at most kMaxRepodataBytes
  unsigned jobs = 1;
  HttpOptions http;
};

// Emits the lines of each input in turn, then the trailer; after an error there is no trailer, but there may be lines.
// kNo: records were left out. Errors name the input: not_found, denied, io, network; malformed also for a record, which
// is named, and for an input whose info.subdir is not the one that was asked for. Memory: an input at a time, decoded,
// and 16 bytes for each of its records.
Result<Verdict> repodata_entries(const RepodataEntriesRequest& request, Host& host);

}  // namespace tlog
