#pragma once
// The roots of perfect subtrees from the hash tiles of a log. Tiles are suspect: what is made of these hashes must be
// checked against a root before it is used.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/merkle/proof.h"
#include "libcore/store/log_dir.h"

namespace tlog {

// The hashes of a tile of exactly this width. Nothing when the log does not have them: the tile is missing, or has
// another length; `fault` then says so. An error when it could not be read.
Result<std::optional<std::vector<Hash>>> read_tile(const LogDir& log, const TileId& tile, std::string* fault);

class SubtreeReader {
 public:
  SubtreeReader(LogDir log, TreeSize size) : log_(std::move(log)), size_(size) {}

  // Reads each tile once. Nothing when the log lacks the tile; fault() then names it.
  Result<std::optional<Hash>> root_of(const SubtreeId& subtree);
  const std::string& fault() const { return fault_; }

 private:
  LogDir log_;
  TreeSize size_;
  std::map<TileId, std::vector<Hash>> tiles_;
  std::string fault_;
};

}  // namespace tlog
