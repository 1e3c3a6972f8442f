#pragma once
// What whoever makes a log larger does with its key and its checkpoint.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/note/key.h"
#include "libcore/ops/host.h"
#include "libcore/store/log_dir.h"

namespace tlog {

// The secret key of a log. config: it is a cosigner's.
Result<SigningKey> read_log_key(const std::string& path);
// Says so when the key has another name than the log.
void warn_of_key_name(const SigningKey& key, const std::string& origin, Host& host);

// Why the two cannot be of one log: what was signed last, and what is published; empty where they can.
std::string contradiction(const Checkpoint& signed_last, const Checkpoint& published);
// The same by the tiles of the tree that was signed last, of which those at the edge are proved: is a smaller tree that
// is published its beginning?
Result<std::string> contradiction_by_tiles(const LogDir& log, const Checkpoint& signed_last,
                                           const Checkpoint& published);

// A checkpoint that may not be there.
Result<std::optional<std::string>> read_note_if_there(const std::string& path);

// Makes a signed checkpoint durable in `.tlog/signed`, before it leaves the process. What it commits to is durable.
Status keep_signed(const LogDir& log, const std::string& note);
// Replaces the published checkpoint. The objects are in their places, and durable.
Status publish(const LogDir& log, const std::string& note);

// An `object` record for each object that a tree of size `from` lacks, and the checkpoint where that is published:
// last, so that whoever uploads in this order publishes last. Returns how many.
uint64_t emit_objects(const LogDir& log, TreeSize from, TreeSize size, bool published, Host& host);

}  // namespace tlog
