#pragma once
// The objects of a log as a whole-log check reads them: many at once, and what each of them says by itself.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/store/log_reader.h"

namespace tlog {

struct ObjectFault {
  std::string path;  // within the log: "tile/0/000"
  std::string reason;
  std::optional<Errc> unreadable = std::nullopt;  // it could not be read: nothing is known of it
  bool extra_rows = false;                        // a tile that looks as if it had extra rows (extra_rows.h)
  bool tolerated = false;                         // and that is no fault: the user said so
};

// The bundles [begin, end) of a log.
struct BundleRange {
  uint64_t begin = 0, end = 0;
};
BundleRange all_bundles(TreeSize size);
// The bundle or level-0 tile number `index` of a tree.
TileId level0_tile(TreeSize size, uint64_t index);

// An entry bundle and the level-0 tile beside it, read and hashed; of a partial bundle without its tile, which is read
// with the other partial tiles.
struct BundleFindings {
  TileId tile;                      // of level 0
  std::vector<Hash> bundle_leaves;  // empty: unknown
  std::vector<Hash> tile_leaves;    // empty: unknown
  std::vector<ObjectFault> faults;
  std::optional<Hash> bundle_root, tile_root;  // of whole ones
};

// The hashes of a tile that was read; nothing when it does not have them, and why goes to `faults`.
std::optional<std::vector<Hash>> hashes_of(const TileId& tile, Result<StoredObject> object,
                                           std::vector<ObjectFault>& faults);

// The leaf hashes of a bundle in the same way; empty when it does not have them.
std::vector<Hash> leaves_of(const TileId& bundle, const Result<StoredObject>& object, std::vector<ObjectFault>& faults);

// Some bundles that stand next to each other with their tiles, and those tiles above them that a check of the bundles
// in `range` needs here for the first time. All of it is read at once.
struct LogPart {
  BundleRange bundles;
  std::vector<BundleFindings> findings;
  std::vector<std::pair<TileId, Result<StoredObject>>> above;
};
LogPart read_part(LogReader& log, TreeSize size, const BundleRange& range, const BundleRange& part);

// How many objects a check of these bundles looks at: 1,569 for all of 200,000 entries.
uint64_t count_objects_of(TreeSize size, const BundleRange& range);

}  // namespace tlog
