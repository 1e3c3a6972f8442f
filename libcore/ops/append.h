#pragma once
// Adds entries to a log that is being read: DESIGN section 5, Append.
//
// Order of what becomes durable: the new objects in the stage; the record of the append; the signed checkpoint in
// `.tlog`, which is the commit point; the objects in their places; the published checkpoint. Then the partial objects
// that are no longer needed go, and the stage. A run that dies before the commit point has changed nothing; what is
// missing behind it, the next run does first, whatever it was started for.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/entry_input.h"
#include "libcore/ops/host.h"

namespace tlog {

struct AppendRequest {
  std::string log;  // the directory
  std::string key_file;
  EntryInput input;
  bool skip_existing = false;
  std::optional<uint64_t> at_size;  // the log must have so many entries
  bool prune_partials = false;
  bool defer_publish = false;
  bool list_objects = false;
  bool sync_each = false;
  uint64_t wait_seconds = 0;
};

// Emits an `entry` record for each input entry (not when the host is quiet), `object` records where asked for, a `log`
// record and the summary. kNo: the log is not what was signed; a `bad_object` record says what, and nothing was
// written. malformed: bad input, which leaves the log as it was. busy: another process works on the log, or it has
// another size.
Result<Verdict> append_log(const AppendRequest& request, Host& host);

}  // namespace tlog
