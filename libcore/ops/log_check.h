#pragma once
// The reasoning of a whole-log check: which object is at fault?
//
// From the signed root down, every tile is either what its parent says or not. Where that chain is unbroken, each
// bundle and each level-0 tile is judged against a hash that is known to be right, and the blame is exact. Below a tile
// that is missing or wrong there is no such hash; there, what two of the three (bundle, level-0 tile, tile above) say
// is taken.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/store/log_reader.h"

namespace tlog {

struct ObjectFault {
  std::string path;  // within the log: "tile/0/000"
  std::string reason;
  std::optional<Errc> unreadable;  // it could not be read: nothing is known of it
};

// An entry bundle and the level-0 tile beside it, read and hashed.
struct BundleFindings {
  TileId tile;                      // of level 0
  std::vector<Hash> bundle_leaves;  // empty: unknown
  std::vector<Hash> tile_leaves;    // empty: unknown
  std::vector<ObjectFault> faults;
  std::optional<Hash> bundle_root, tile_root;  // of whole ones
};
BundleFindings read_bundle_and_tile(LogReader& log, const TileId& tile);

class LogCheck {
 public:
  using Report = std::function<void(ObjectFault)>;
  LogCheck(LogReader& log, TreeSize size, const Hash& root, Report report);

  // All bundles of the log, in order.
  void add(BundleFindings findings);
  // After the last one.
  void finish();

 private:
  // The tile of one level that stands above the bundle that came last.
  struct Row {
    bool open = false;
    TileId tile;
    std::optional<std::vector<Hash>> stored;
    bool trusted = false;                    // `stored` is known to be right
    std::vector<std::optional<Hash>> below;  // what the level below gives for each hash
  };
  struct Expected {
    std::optional<Hash> hash;
    bool trusted = false;
  };

  void report(ObjectFault fault);
  void bad(const TileId& tile, std::string reason);
  std::optional<std::vector<Hash>> read(const TileId& tile);
  void read_edges();
  Hash root_of(const std::vector<std::vector<Hash>>& rows) const;
  Expected expected(int level, uint64_t index);
  void open(int level, uint64_t index);
  void settle(int level, std::optional<Hash> hash);
  void close(int level);
  std::optional<Hash> judge(const BundleFindings& findings);
  void judge_last(const BundleFindings& findings);

  LogReader& log_;
  TreeSize size_;
  Hash root_;
  Report report_;
  std::map<int, std::optional<std::vector<Hash>>> edges_;  // the partial tiles, by level; level 0 too
  bool edges_hold_ = false;
  std::vector<Row> rows_;                      // rows_[level]; rows_[0] is not used
  std::vector<std::vector<Hash>> edge_below_;  // by level: the partial rows as the levels below give them
  std::optional<BundleFindings> last_;         // the partial bundle
  bool any_fault_ = false;
};

}  // namespace tlog
