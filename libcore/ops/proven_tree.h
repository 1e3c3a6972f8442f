#pragma once
// The tree of a log that proofs are made in: its root comes from a checkpoint, which is verified where the user says
// whom to believe, and everything that is read of the log is proved against that root before it is used.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/merkle/subtree.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/ops/trust.h"
#include "libcore/store/log_reader.h"

namespace tlog {

// A definite no, which has been told to the user, or a value.
template <typename T>
using Answer = Result<std::optional<T>>;

template <typename T>
Answer<T> say_no(Host& host, const std::string& why) {
  host.error(why);
  return std::optional<T>();
}

struct TreeRequest {
  std::string log;  // the directory, or the URL
  HttpOptions http;
  TrustRequest trust;                     // nobody named: the checkpoint is taken as it stands
  std::optional<std::string> checkpoint;  // a file, in place of the checkpoint that the log publishes
  std::optional<uint64_t> size;           // of an older tree
};

struct ProvenTree {
  std::unique_ptr<LogReader> log;
  TreeSize published;  // the tree whose tiles the log has; not below `head`
  std::string origin;
  TreeHead head;
  std::string_view what = "the log";      // whose size that of `head` is, for messages
  std::optional<std::string> checkpoint;  // of `head`; an older tree may have none
  bool verified = false;                  // the user's keys signed for it, or for a larger tree that begins with it
};

// Opens the log. Where `size` is below that of the checkpoint, the root of the older tree is made from the tiles, and
// proved to lead to the checkpoint. No: the checkpoint is not by whom the user believes, the log is smaller, or its
// tiles are not those of the checkpoint. malformed: no checkpoint. not_found: none, or the tree of `checkpoint` is not
// there yet. usage: a URL that cannot be one.
Answer<ProvenTree> open_tree(const TreeRequest& request, Host& host);

struct OlderTree {
  TreeHead head;
  std::vector<Hash> proof;  // that the tree begins with it
};

// The root of the first `size` entries of the tree, at most its own, from tiles that were proved. Nothing where they
// are not those of the tree: `fault` says which: "logs/r/tile/0/000: is missing".
Result<std::optional<OlderTree>> find_older(const ProvenTree& tree, TreeSize size, std::string& fault);
// The same for any size. No as above.
Answer<OlderTree> prove_older(const ProvenTree& tree, TreeSize size, Host& host);

// Does the tree begin with that of `older`, which is not larger, and which `what` covers ("the index names.vindex")?
// No, which was told: it does not, or its tiles are not those of its checkpoint.
Result<bool> continues_tree(const ProvenTree& tree, const TreeHead& older, const std::string& what, Host& host);

// "checkpoint_verified" of a record.
constexpr std::string_view kVerifiedKey = "checkpoint_verified";

}  // namespace tlog
