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
class SubtreeReader {
 public:
  SubtreeReader(LogReader& log, TreeSize size) : log_(log), size_(size) {}

  // The subtree is within the tree.
  void plan(const SubtreeId& subtree);
  // Reads what was planned and is not there yet. An error when a tile could not be read.
  Result<bool> fetch();
  const std::string& fault() const { return fault_; }  // "logs/r/tile/0/000: is missing"

  // The subtree was planned and fetched.
  Hash root_of(const SubtreeId& subtree) const;
  // join_subtrees() of several.
  Hash root_of(std::span<const SubtreeId> subtrees) const;

 private:
  TileId tile_of(const SubtreeId& subtree) const;

  LogReader& log_;
  TreeSize size_;
  std::map<TileId, std::vector<Hash>> tiles_;  // empty: planned
  std::string fault_;
};

}  // namespace tlog
