#pragma once
// Reads a log, C2SP tlog-tiles, from a directory or behind an http(s) prefix alike. What it hands out is suspect: it
// must be checked against a root before it is used.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/store/log_dir.h"
#include "libcore/tiles/tile.h"

namespace tlog {

class LogReader {
 public:
  virtual ~LogReader() = default;

  // The log as the user named it, fit to be shown: "logs/r", "https://example.com/r".
  virtual std::string name() const = 0;
  // An object of it for messages: "logs/r/tile/0/000".
  std::string name_of(const TileId& tile) const { return name() + "/" + tile_path(tile); }
  std::string checkpoint_name() const { return name() + "/checkpoint"; }

  // The published checkpoint. `wrong` says why one cannot be used, and is asked where a server does not say how long it
  // is: lines may be missing at its end, so that nothing that is wrong with it proves anything. not_found: the log has
  // none. network: the server does not answer, or not with one that is whole.
  virtual Result<std::string> checkpoint(const BodyCheck& wrong) = 0;

  // The objects, in the order of `wanted`; a server is asked for many of them at once. Each is as read_object()
  // (log_dir.h) has it, with its full object in its place where it is gone, and as plain_object() makes it: not_found:
  // the log lacks it. malformed: it is longer than such an object can be. Anything else: it could not be read, nothing
  // is known of it. Callable from several threads.
  virtual std::vector<Result<StoredObject>> objects(std::span<const TileId> wanted) = 0;
};

// The log in a directory. (One that may be behind a URL: log_url.h.)
std::unique_ptr<LogReader> open_log_dir(LogDir log);

// For LogReader::checkpoint(): why a note has no tree head.
BodyCheck no_head();

// Is the object missing or wrong, as far as its bytes tell, rather than unreadable?
bool is_object_fault(const Error& error);

}  // namespace tlog
