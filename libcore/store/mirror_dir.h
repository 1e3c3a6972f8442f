#pragma once
// How verified objects get into the directory of a mirror: written into `.tlog/stage/tile/...` first, made durable
// there many at once, and moved to their places without replacing anything. What is in the way of one and is not the
// same is bad: it is kept in `.tlog/quarantine`, and replaced at one stroke (a directory, of which a reader has
// nothing, is moved away before). So what has a final name was verified before it got it, and is whole and durable
// before anything says that it is there.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/store/log_dir.h"
#include "libcore/store/log_sync.h"

namespace tlog {

// Makes a directory below `.tlog`, or `.tlog` itself, where it is missing. cannot_create: a link is there; what is ours
// alone is emptied without asking, and must not be what somebody else has.
Status make_own_directory(const std::string& path);

class MirrorDir {
 public:
  // Makes `tile`, `.tlog` and its stage where they are missing; what is in the stage stays. config: see LogSync.
  static Result<std::unique_ptr<MirrorDir>> open(const LogDir& log, bool sync_each);

  // The object in its place, or in the stage; nothing where there is none. Suspect. malformed: it is longer than such
  // an object can be. Callable from several threads, as put() is.
  Result<std::optional<std::string>> read_in_place(const TileId& tile) const;
  Result<std::optional<std::string>> read_staged(const TileId& tile) const;

  // Stages a verified object, unless its place has the same bytes already. What cannot be read there is none. True: it
  // was staged.
  Result<bool> put(const TileId& tile, std::string_view bytes);

  struct Committed {
    uint64_t written = 0, kept = 0;        // moved to their places; there already
    std::vector<TileId> quarantined = {};  // others had been in their places
  };
  // Makes these objects, for which put() was called, durable in their places. Each is there when this returns.
  Result<Committed> commit(std::span<const TileId> tiles);

  // Moves what is in the place of an object to the quarantine, with nothing in its stead. False: nothing was there.
  Result<bool> set_aside(const TileId& tile) const { return set_aside(tile_path(tile)); }
  // The same for anything else in the log, by its path there.
  Result<bool> set_aside(const std::string& path) const;

  // Removes the stage. What is left of it is no harm.
  void discard_stage() const;

 private:
  MirrorDir(LogDir log, LogSync sync) : log_(std::move(log)), sync_(std::move(sync)) {}
  LogDir stage() const { return LogDir{log_.stage()}; }
  Status move_object(const TileId& tile, Committed& done) const;
  Status exchange(const TileId& tile, Committed& done) const;
  Status sync_places(std::span<const TileId> tiles) const;

  LogDir log_;
  LogSync sync_;
};

// Removes the partial objects in whose place the full ones can be read, and returns how many: C2SP tlog-tiles, "MAY
// delete any partial tile once the corresponding full tile is available". Each stays unless all of this holds: the tree
// of `published`, which is served, has the full object; the full object is in its place, whole; the partial one is what
// the full one begins with; its name says that it is a partial one. Durable when this returns.
Result<uint64_t> prune_replaced_partials(const LogDir& log, TreeSize published);

}  // namespace tlog
