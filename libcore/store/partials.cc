#include "libcore/store/partials.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include "libcore/os/file.h"
#include "libcore/store/log_sync.h"
#include "libcore/tiles/tree_edge.h"

namespace tlog {

namespace {

// The partial objects of a tree: its partial tiles, and the bundle that belongs to the one of level 0.
std::vector<TileId> partial_objects(TreeSize size) {
  std::vector<TileId> tiles = TreeEdge::tiles(size);
  if (!tiles.empty() && tiles[0].level == 0) tiles.push_back({kEntriesLevel, tiles[0].index, tiles[0].width});
  return tiles;
}

// Removes files, and the directories of partial objects that become empty; makes it durable at the end. What is gone
// already may have been removed by a run that died, and come back with a power cut unless it is made durable, too.
class Remover {
 public:
  explicit Remover(const LogDir& log) : log_(log) {}

  Status remove(const TileId& tile) {
    const std::string path = log_.object(tile);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return errno_error(path, errno);
    settle(parent_directory(path));
    return {};
  }

  // Files were to be removed from this directory.
  void settle(const std::string& directory) { directories_.insert(directory); }

  Status finish() const {
    for (const std::string& directory : directories_) {
      const bool gone = ::rmdir(directory.c_str()) == 0 || errno == ENOENT;
      if (!gone && errno != ENOTEMPTY && errno != EEXIST) return errno_error(directory, errno);
      auto synced = sync_directory(gone ? parent_directory(directory) : directory);
      if (!synced && synced.error().code() != Errc::kNotFound) return synced;
    }
    return {};
  }

 private:
  const LogDir& log_;
  std::set<std::string> directories_;
};

// Calls `visit` for each partial object below a directory of the log.
template <typename Visit>
Status for_each_partial(const LogDir& log, const std::string& directory, const Visit& visit) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory(error)) continue;
    const auto tile = parse_tile_path(at->path().string().substr(log.path.size() + 1));
    if (tile && tile->width < kTileWidth) CHECK(visit(*tile));
  }
  if (error && error != std::errc::no_such_file_or_directory) return errno_error(directory, error.value());
  return {};
}

}  // namespace

Status remove_superseded_partials(const LogDir& log, const AppendRecord& before, TreeSize published,
                                  TreeSize signed_size) {
  Remover remover(log);
  // All sizes that were published before had their partial objects here, or further left, where they are gone.
  for (const TileId& tile : partial_objects(before.published)) {
    if (!has_object(published, {tile.level, tile.index, kTileWidth})) continue;
    const std::string directory = parent_directory(log.object(tile));
    remover.settle(directory);
    CHECK(for_each_partial(log, directory, [&](const TileId& old) { return remover.remove(old); }));
  }
  const bool superseded =
      before.signed_size > before.published && before.signed_size != published && before.signed_size < signed_size;
  if (superseded) {
    for (const TileId& tile : partial_objects(before.signed_size)) {
      if (!has_object(before.published, tile) && !has_object(published, tile) && !has_object(signed_size, tile))
        CHECK(remover.remove(tile));
    }
  }
  return remover.finish();
}

Status prune_partials(const LogDir& log, TreeSize published, TreeSize signed_size) {
  Remover remover(log);
  CHECK(for_each_partial(log, log.tiles(), [&](const TileId& tile) {
    return has_object(published, tile) || has_object(signed_size, tile) ? Status() : remover.remove(tile);
  }));
  return remover.finish();
}

}  // namespace tlog
