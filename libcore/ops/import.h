#pragma once
// Builds a new log from entry lines in one pass: DESIGN sections 4 and 5.
//
// Order of what becomes durable: the manifest; all objects; the index, where one is asked for; the signed checkpoint in
// `.tlog`; the published checkpoint.
// A run that dies leaves one of these states, and `resume` goes on from each of them to the same bytes.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/entry_input.h"
#include "libcore/ops/host.h"
#include "libcore/ops/import_index.h"

namespace tlog {

struct ImportRequest {
  std::string log;  // the directory
  std::string origin;
  std::string key_file;
  EntryInput input;
  ImportIndexRequest index;
  bool resume = false;
  bool defer_publish = false;
  bool list_objects = false;  // an `object` record for each, when all is done
  bool sync_each = false;
  std::optional<std::string> epoch_note;  // with epoch_time: an entry that stands before all others
  uint64_t epoch_time = 0;                // UNIX seconds
  uint64_t wait_seconds = 0;              // for the lock
};

// Emits `object` records where asked for, a `log` record, an `index` record where one is made, and the summary.
// malformed: bad input, or objects that are not those of this input. cannot_create: the log or the index exists. busy:
// another process works on it.
Result<Verdict> import_log(const ImportRequest& request, Host& host);

}  // namespace tlog
