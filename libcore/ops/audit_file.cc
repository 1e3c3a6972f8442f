#include "libcore/ops/audit_file.h"

#include <unistd.h>

#include <bit>

#include "libcore/base/text.h"
#include "libcore/note/note.h"
#include "libcore/os/file.h"
#include "libcore/tiles/tile.h"

namespace tlog {

namespace {

constexpr size_t kMaxStateBytes = kMaxNoteBytes + 8192;  // the origin is part of a note; at most 53 subtrees
constexpr std::chrono::seconds kSaveEvery{5};            // what a kill may cost

// The perfect subtrees of the first `end` entries, which are `roots` from left to right.
CompactRange range_of_roots(uint64_t end, const std::vector<Hash>& roots) {
  CompactRange range;
  for (size_t i = 0; range.end() < end; i++) {
    range.append_subtree(static_cast<unsigned>(std::bit_width(end - range.end()) - 1), roots[i]);
  }
  return range;
}

}  // namespace

Result<AuditFile> AuditFile::open(const std::string& path) {
  AuditFile file;
  TRY(file.path_, behind_link(path));
  file.name_ = printable(path, 4096);
  auto text = read_regular_file(path, kMaxStateBytes);
  if (!text && text.error().code() == Errc::kNotFound) return file;
  if (!text) return std::move(text).error();
  auto state = parse_audit_state(*text);
  if (!state) {
    return std::move(state)
        .error()
        .context(file.name_)
        .hint(is_audit_state(*text) ? "without this file everything is read, and the file is written anew"
                                    : "it is no state file; name another file");
  }
  file.began_ = true;
  file.state_ = *std::move(state);
  return file;
}

uint64_t AuditFile::resume_at(TreeSize size) const {
  return state_.verified == size.value ? size.value : state_.verified / kTileWidth * kTileWidth;
}

void AuditFile::begin(const Checkpoint& checkpoint, bool extra_rows) {
  state_.origin = checkpoint.origin;
  state_.size = checkpoint.size;
  state_.root = checkpoint.root;
  state_.extra_rows = state_.extra_rows || extra_rows;
  verified_ = range_of_roots(resume_at(checkpoint.size), state_.subtrees);
  saved_ = std::chrono::steady_clock::now();
}

void AuditFile::add_bundle(const Hash& root) { verified_.append_subtree(kTileHeight, root); }

void AuditFile::add_leaves(const std::vector<Hash>& leaves) {
  for (const Hash& leaf : leaves) verified_.append_leaf(leaf);
}

Status AuditFile::save_sometimes() {
  if (std::chrono::steady_clock::now() - saved_ < kSaveEvery) return {};
  return save();
}

Status AuditFile::save() {
  state_.verified = verified_.end();
  state_.subtrees = verified_.subtree_roots();
  saved_ = std::chrono::steady_clock::now();
  // A name of our own, so that two runs at once do not write into one file; the one that ends last is heard.
  auto status =
      replace_file(path_, format_audit_state(state_), {.temporary = path_ + ".tmp." + std::to_string(::getpid())});
  if (status || status.error().code() != Errc::kNotFound) return status;
  return Error(Errc::kCannotCreate, name_ + ": no such directory");
}

}  // namespace tlog
