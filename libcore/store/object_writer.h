#pragma once
// Writes the objects of a new log under their final names, from several threads, and makes them durable at the end.
// Nothing is served yet, so a half-written object is no fault: a resumed import meets it, sees that it is torn, and
// writes it again.

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/store/log_dir.h"
#include "libcore/store/log_sync.h"

namespace tlog {

class ObjectWriter {
 public:
  struct Options {
    // Objects may be there already, from an interrupted run.
    bool resume = false;
    // An object that differs was torn by a power cut: write it again whatever it holds.
    bool after_other_boot = false;
    // The log was signed, or published, with this size: an object that it does not have is refused, and not even made.
    std::optional<TreeSize> only_size;
    // Sync file by file, also where one call could sync the whole file system.
    bool sync_each = false;
  };
  struct Counts {
    uint64_t written = 0, verified = 0, repaired = 0;
  };

  // Opens the directory, whose descriptor tells of every failed write from now on; makes `tile` and the stage.
  // config: `tile` or `.tlog` is on another file system than DIR, so that one sync would not do.
  static Result<std::unique_ptr<ObjectWriter>> open(const LogDir& log, Options options);

  // Writes one object, or finds it there: equal is verified, a proper prefix of `bytes` is torn and written again.
  // malformed: it holds something else. cannot_create: it exists and this is no resumed run.
  // Callable from several threads.
  Status put(const TileId& tile, std::string_view bytes);

  // Makes all of it durable, with the directories.
  Status sync();

  // Takes back what this writer wrote: everything under `tile` in a new import, in a resumed one the objects that were
  // not there, or not whole, before. Errors are passed over; a later run finds what is left.
  void undo();
  // Removes every object.
  void discard();

  // The error for an object that this input does not give.
  Error other_input(const std::string& path, const std::string& why) const;

  Counts counts() const { return {written_, verified_, repaired_}; }

 private:
  ObjectWriter(LogDir log, Options options, LogSync sync)
      : log_(std::move(log)), options_(options), sync_(std::move(sync)) {}
  Status settle(const TileId& tile, const std::string& path, std::string_view bytes);
  Status replace(const std::string& path, std::string_view bytes);
  void remember(const TileId& tile);

  LogDir log_;
  Options options_;
  LogSync sync_;
  std::atomic<uint64_t> written_{0}, verified_{0}, repaired_{0}, stage_number_{0};
  std::mutex mutex_;
  std::vector<TileId> made_;  // in a resumed run: for undo()
};

}  // namespace tlog
