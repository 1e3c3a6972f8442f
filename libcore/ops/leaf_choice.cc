#include "libcore/ops/leaf_choice.h"

#include <unistd.h>

#include "libcore/base/encode.h"
#include "libcore/merkle/tree.h"
#include "libcore/os/file.h"
#include "libcore/tiles/bundle.h"

namespace tlog {

namespace {

ChosenLeaf leaf_of(std::string_view entry) {
  ChosenLeaf leaf{hash_leaf(as_bytes(entry)), std::nullopt, 0};
  const size_t size = entry.size();
  if (entry.ends_with('\n')) {
    entry.remove_suffix(1);
    if (entry.ends_with('\r')) entry.remove_suffix(1);
    leaf.without_line_end = hash_leaf(as_bytes(entry));
    leaf.line_end_bytes = static_cast<unsigned>(size - entry.size());
  }
  return leaf;
}

}  // namespace

std::string line_end_hint(const ChosenLeaf& leaf) {
  return "without its last line end it would: head -c -" + std::to_string(leaf.line_end_bytes) + " leaves that out";
}

Result<std::optional<ChosenLeaf>> choose_leaf(const LeafChoice& choice) {
  if (choice.entry_file) {
    constexpr size_t kMaxBytes =
        16'000'000;  // an entry of C2SP tlog-tiles has less, one that was proved elsewhere may not
    auto entry = *choice.entry_file == "-" ? read_all(STDIN_FILENO, kMaxBytes, "standard input")
                                           : read_file(*choice.entry_file, kMaxBytes);
    if (!entry) return std::move(entry).error();
    return std::optional<ChosenLeaf>(leaf_of(*entry));
  }
  if (choice.entry_text) return std::optional<ChosenLeaf>(leaf_of(*choice.entry_text));
  if (choice.leaf_hash) {
    auto hash = base64_decode_hash(*choice.leaf_hash);
    if (!hash) hash = hex_decode_hash(*choice.leaf_hash);
    if (!hash) return Error(Errc::kUsage, "--leaf-hash: not 32 bytes in base64 or hex");
    return std::optional<ChosenLeaf>(ChosenLeaf{*hash, std::nullopt, 0});
  }
  return std::optional<ChosenLeaf>();
}

}  // namespace tlog
