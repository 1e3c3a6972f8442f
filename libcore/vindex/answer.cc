#include "libcore/vindex/answer.h"

#include <algorithm>

namespace tlog {

namespace {

// Does `prefix` have exactly the form of one of `bits` bits?
bool is_prefix(ByteView prefix, uint64_t bits) {
  if (prefix.size() != (bits + 7) / 8) return false;
  return bits % 8 == 0 || (prefix.back() & (0xff >> bits % 8)) == 0;
}

std::string check_indices(const IndexAnswer& answer) {
  if (!answer.found) return answer.indices.empty() ? "" : "it has entries of a key that it calls absent";
  if (answer.indices.empty()) return "it has no entry of a key that it calls present";
  for (size_t i = 0; i < answer.indices.size(); i++) {
    if (answer.indices[i] >= answer.tree_size) return "it has an entry behind the end of the log";
    if (i > 0 && answer.indices[i] <= answer.indices[i - 1]) return "its entries are not in ascending order";
  }
  return "";
}

// The labels are those of the sides that the key does not take, each longer than the one above it.
std::string check_path(const IndexAnswer& answer, const Hash& key) {
  uint64_t above = 0;
  for (const IndexSibling& sibling : answer.path) {
    if (sibling.label_bits <= above || sibling.label_bits > kKeyBits) return "its path does not lead down the tree";
    const auto bits = static_cast<unsigned>(sibling.label_bits);
    Hash other = key;
    other.bytes[(bits - 1) / 8] ^= static_cast<uint8_t>(0x80 >> (bits - 1) % 8);
    if (sibling.label != prefix_of(other, bits)) return "its path is not that of the key";
    above = bits;
  }
  return "";
}

// How many of the key's first bits everything below the path shares.
unsigned bits_below(const IndexAnswer& answer) {
  return answer.path.empty() ? 0 : static_cast<unsigned>(answer.path.back().label_bits);
}

// The end of the way of a key that is not there.
std::string check_absence(const IndexAnswer& answer, const Hash& key) {
  if (answer.other_leaf && answer.diverging) return "it has two ends of one way";
  const unsigned below = bits_below(answer);
  if (const auto& leaf = answer.other_leaf) {
    if (leaf->key == key) return "the leaf at the end of its way is the key's own";
    if (shared_bits(leaf->key, key) < below) return "the leaf at the end of its way is not on the way";
  }
  if (const auto& node = answer.diverging) {
    if (node->bits >= kKeyBits || !is_prefix(node->prefix, node->bits)) return "the node at its end has no such prefix";
    Hash begins;
    std::copy(node->prefix.begin(), node->prefix.end(), begins.bytes.begin());
    const unsigned shared = shared_bits(begins, key);
    if (shared >= node->bits) return "the node at the end of its way does not part from the key";
    if (shared < below) return "the node at the end of its way is not on the way";
  }
  return "";
}

// The root to which the answer leads; nothing when it says nothing of the end of the way.
std::optional<Hash> root_of(const IndexAnswer& answer, const Hash& key) {
  Hash hash;
  if (answer.found) {
    hash = hash_index_leaf(key, hash_index_value(answer.indices));
  } else if (const auto& leaf = answer.other_leaf) {
    hash = hash_index_leaf(leaf->key, leaf->value);
  } else if (const auto& node = answer.diverging) {
    Hash begins;
    std::copy(node->prefix.begin(), node->prefix.end(), begins.bytes.begin());
    hash = hash_index_node(static_cast<unsigned>(node->bits), begins, node->left, node->right);
  } else if (answer.path.empty()) {
    return Hash{};  // the empty tree
  } else {
    return std::nullopt;
  }
  for (size_t i = answer.path.size(); i-- > 0;) {
    const IndexSibling& sibling = answer.path[i];
    const auto bits = static_cast<unsigned>(sibling.label_bits) - 1;
    hash = bit_of(key, bits) ? hash_index_node(bits, key, sibling.hash, hash)
                             : hash_index_node(bits, key, hash, sibling.hash);
  }
  return hash;
}

}  // namespace

std::string check_answer(const IndexAnswer& answer, const Hash& key, const Hash& root) {
  if (std::string wrong = check_indices(answer); !wrong.empty()) return wrong;
  if (std::string wrong = check_path(answer, key); !wrong.empty()) return wrong;
  if (answer.found) {
    if (answer.other_leaf || answer.diverging) return "it has an end of the way beside the key's own leaf";
  } else if (std::string wrong = check_absence(answer, key); !wrong.empty()) {
    return wrong;
  }
  const auto made = root_of(answer, key);
  if (!made) return "it does not show where the way ends";
  return *made == root ? "" : "it does not lead to the root of the index";
}

}  // namespace tlog
