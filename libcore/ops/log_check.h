#pragma once
// The reasoning of a whole-log check: which object is at fault?
//
// From the signed root down, every tile is either what its parent says or not. Where that chain is unbroken, each
// bundle and each level-0 tile is judged against a hash that is known to be right, and the blame is exact. Below a tile
// that is missing or wrong there is no such hash; there, what two of the three (bundle, level-0 tile, tile above) say
// is taken.
//
// A check of some of the bundles reads those tiles alone that lie between them and the root; then nothing but that
// chain decides.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/log_objects.h"

namespace tlog {

class LogCheck {
 public:
  using Report = std::function<void(ObjectFault)>;
  // Checks the bundles in `range`. Reads the partial tiles.
  LogCheck(LogReader& log, const Checkpoint& checkpoint, BundleRange range, Report report);

  // Before the first add(): the roots of the subtrees that cover the first `old` entries (plan_root(old)), proved to be
  // in the tree; `old` is at most its size. Nothing when a tile on the way is missing or wrong.
  std::optional<std::vector<Hash>> prefix(TreeSize old);

  // Tiles that were read beforehand.
  void give(std::vector<std::pair<TileId, Result<StoredObject>>> tiles);
  // The bundles of the range, in order.
  void add(BundleFindings findings);
  // After the last one. What is wrong with the root itself: no object is at fault, and yet they do not give it.
  std::string finish();

  // Is everything that was added up to now proved to be in the tree, and nothing at fault?
  bool sound() const { return edges_hold_ && !any_fault_; }
  // The leaves of the partial bundle: once the end was reached and all of it is sound.
  const std::vector<Hash>& last_leaves() const { return last_->bundle_leaves; }

 private:
  // The tile of one level that stands above the bundle that came last.
  struct Row {
    bool open = false;
    TileId tile;
    std::optional<std::vector<Hash>> stored;
    bool trusted = false;  // `stored` is known to be right
    size_t first_below = 0;
    std::vector<std::optional<Hash>> below;  // what the level below gives for its hashes from `first_below` on
  };
  struct Expected {
    std::optional<Hash> hash;
    bool trusted = false;
  };

  void report(ObjectFault fault);
  void bad(const TileId& tile, std::string reason);
  std::optional<std::vector<Hash>> read(const TileId& tile);
  void read_edges();
  std::vector<std::vector<Hash>> rows_from_below();
  void mend_edges(bool with_bundle);
  std::optional<std::vector<Hash>> proved(int level, uint64_t index);
  Hash root_of(const std::vector<std::vector<Hash>>& rows) const;
  Expected expected(int level, uint64_t index);
  void open(int level, uint64_t index);
  void settle(int level, uint64_t index, std::optional<Hash> hash);
  void close(int level);
  std::optional<Hash> judge(const BundleFindings& findings);
  void judge_last(const BundleFindings& findings);

  LogReader& log_;
  TreeSize size_;
  Hash root_;
  BundleRange range_;
  bool whole_;
  Report report_;
  std::map<TileId, Result<StoredObject>> given_;
  bool in_prefix_ = false;
  std::set<std::string> told_;                             // what prefix() reported: it is not reported again
  std::map<int, std::optional<std::vector<Hash>>> edges_;  // the partial tiles, by level; level 0 too
  bool edges_hold_ = false;
  std::vector<Row> rows_;                      // rows_[level]; rows_[0] is not used
  std::vector<std::vector<Hash>> edge_below_;  // by level: the partial rows as the levels below give them
  std::optional<BundleFindings> last_;         // the partial bundle
  std::vector<Hash> last_tile_;                // the partial tile beside it as it was read: once, for all who ask
  std::vector<ObjectFault> last_tile_faults_;  // reported with the bundle
  bool any_fault_ = false;
};

}  // namespace tlog
