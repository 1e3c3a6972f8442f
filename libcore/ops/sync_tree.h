#pragma once
// The tree that a mirror copies, as far as it is proved: every hash of it that is used was shown to lead to the root of
// the pinned checkpoint.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/sync_sources.h"
#include "libcore/store/mirror_dir.h"
#include "libcore/tiles/tree_edge.h"

namespace tlog {

// What became of a step that needs the sources.
struct SyncStep {
  bool done = false;
  std::vector<SourceFault> faults;  // also where it was done, after all
};

struct ProvenBundle {
  uint64_t index = 0;
  std::vector<Hash> leaves;  // none: it could not be had
  std::vector<SourceFault> faults;
  std::optional<Error> error;  // of the directory
};

class PinnedTree {
 public:
  PinnedTree(TreeSize size, const Hash& root, SyncSources& sources, MirrorDir& mirror, unsigned jobs)
      : size_(size), root_(root), sources_(sources), mirror_(mirror), jobs_(jobs) {}

  TreeSize size() const { return size_; }
  const Hash& root() const { return root_; }

  // Proves the right edge of the tree: the partial tiles above level 0 and the partial bundle, which must give the
  // root.
  Result<SyncStep> prove_edge();
  // It was proved by an earlier run. False: it does not give the root.
  bool know_edge(const TreeEdge& edge) { return accept_edge(edge.rows); }
  // Where few bundles are new: proves all of them and the edge, together with what is held. Not done without a fault:
  // they do not give the root.
  Result<SyncStep> prove_growth(const TreeEdge& held);

  // From here on the edge is proved. The tiles above level 0 between these bundles and the edge.
  Result<SyncStep> prove_above(uint64_t first_bundle, uint64_t end_bundle) {
    return prove_above(first_bundle, end_bundle, Missing::kIsTheEnd);
  }
  // The same, as far as they can be had: not done where one is missing, and the others are proved all the same.
  Result<SyncStep> prove_what_is_above(uint64_t first_bundle, uint64_t end_bundle) {
    return prove_above(first_bundle, end_bundle, Missing::kIsPassedOver);
  }
  // Can this bundle be checked by what is above it?
  bool knows_above(uint64_t bundle) const;
  // Was this tile above level 0 proved?
  bool has_proved(const TileId& tile) const { return known(tile.level, tile.index) != nullptr; }
  // Stages those of them that are complete with one of these bundles, the partial ones at the end of the tree among
  // them, and where the last bundle cannot be had its tile of level 0. They are to be committed.
  Result<std::vector<TileId>> put_above(uint64_t first_bundle, uint64_t end_bundle);

  const TreeEdge& edge() const { return edge_; }

  // The edge of the tree's first `size` entries, a whole number of bundles; prove_above() was done for the bundle
  // there.
  TreeEdge edge_at(uint64_t size) const;
  // Is `held` the beginning of this tree, as far as the hashes above level 0 say? prove_above() was done for the bundle
  // in which it ends, if the tree has it whole.
  bool continues_above(const TreeEdge& held) const;

  // A bundle of the tree, which is found in the directory or fetched, with prove_above() done for it where it is whole.
  // It and its level-0 tile are staged then. Callable from several threads.
  ProvenBundle take_bundle(uint64_t index);

  // The objects in the directory that were found bad, or could not be read, since this was called last.
  std::vector<TileId> take_spoiled();

 private:
  enum class Missing { kIsTheEnd, kIsPassedOver };
  using Rows = std::vector<std::vector<Hash>>;
  TileId bundle_at(uint64_t index) const;
  Hash bundle_root(uint64_t index) const;
  const std::vector<Hash>* known(int level, uint64_t index) const;
  std::vector<TileId> edge_objects() const;
  Result<std::optional<std::string>> read_local(const TileId& tile, const SyncSources::Wrong& wrong);
  std::string wrong_bundle(uint64_t index, const std::string& bytes, std::vector<Hash>* leaves) const;
  bool accept_edge(Rows rows);
  Result<bool> find_local_edge();
  Result<SyncStep> edge_from(size_t source);
  Result<std::vector<SourceFault>> blame_edge(size_t source, bool* holds);
  Result<SyncStep> prove_tiles(const std::vector<TileId>& tiles);
  Result<SyncStep> prove_above(uint64_t first_bundle, uint64_t end_bundle, Missing missing);
  std::vector<FetchedObject> fetch_all(const std::vector<TileId>& tiles,
                                       const std::function<FetchedObject(const TileId&)>& fetch) const;
  Status keep(const TileId& tile, const std::string& bytes) { return to_status(mirror_.put(tile, bytes)); }
  static Status to_status(Result<bool> put) { return put ? Status() : Status(std::move(put).error()); }

  const TreeSize size_;
  const Hash root_;
  SyncSources& sources_;
  MirrorDir& mirror_;
  const unsigned jobs_;
  TreeEdge edge_;                                               // once it is proved
  std::map<std::pair<int, uint64_t>, std::vector<Hash>> full_;  // proved full tiles above level 0
  std::mutex mutex_;                                            // of spoiled_
  std::vector<TileId> spoiled_;
};

}  // namespace tlog
