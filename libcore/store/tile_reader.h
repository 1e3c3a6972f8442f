#pragma once
// Hashes from the tiles of a log. Tiles are suspect: what is made of these hashes must be checked against a root before
// it is used.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/merkle/proof.h"
#include "libcore/store/log_reader.h"

namespace tlog {

// The hashes of a tile of exactly this width, of the object that was read for it. Nothing when the log does not have
// them: the tile is missing, or has another length; `fault` then says so. An error when it could not be read.
Result<std::optional<std::vector<Hash>>> tile_hashes(const TileId& tile, Result<StoredObject> object,
                                                     std::string* fault);
// The same for one tile that is read here.
Result<std::optional<std::vector<Hash>>> read_tile(LogReader& log, const TileId& tile, std::string* fault);

// The roots of perfect subtrees of a tree. What will be asked for is planned first, then fetched at once, then used:
//
//   for (part : plan) subtrees.plan(part);
//   TRY(const bool there, subtrees.fetch());      // false: the log lacks a tile; fault() names it
//   ... subtrees.root_of(part) ...
//
// What was fetched stays for the next plan.
class SubtreeReader {
 public:
  SubtreeReader(LogReader& log, TreeSize size) : log_(log), size_(size) {}

  // The subtree is within the tree.
  void plan(const SubtreeId& subtree);
  void plan(std::span<const SubtreeId> subtrees);
  // Reads what was planned and is not there yet. An error when a tile could not be read.
  Result<bool> fetch();
  const std::string& fault() const { return fault_; }  // "logs/r/tile/0/000: is missing"; the first of them
  // What is wrong with the tile that a planned subtree is in; null: nothing.
  const std::string* fault_of(const SubtreeId& subtree) const;

  // The subtree was planned and fetched.
  Hash root_of(const SubtreeId& subtree) const;
  // join_subtrees() of several.
  Hash root_of(std::span<const SubtreeId> subtrees) const;

  // How many tiles are kept, 16 KiB each.
  size_t tile_count() const { return tiles_.size(); }
  void forget() { tiles_.clear(); }

 private:
  // A tile and the nodes above its hashes, which are below the next tile's; hashed once for all who ask.
  struct Tile {
    std::vector<std::vector<Hash>> rows;  // rows[r][i] covers the hashes [i << r, (i + 1) << r); none: planned
    std::string fault;
  };
  TileId tile_of(const SubtreeId& subtree) const;

  LogReader& log_;
  TreeSize size_;
  std::map<TileId, Tile> tiles_;
  std::string fault_;
};

}  // namespace tlog
