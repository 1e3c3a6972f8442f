#include "libcore/ops/proven_tree.h"

#include <fmt/core.h>

#include "libcore/checkpoint/checkpoint.h"
#include "libcore/merkle/consistency.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/published_note.h"
#include "libcore/store/log_url.h"
#include "libcore/store/tile_reader.h"
#include "libcore/store/wider_objects.h"

namespace tlog {

namespace {

// The root of a tree whose tiles were fetched.
Hash root_of(const SubtreeReader& subtrees, TreeSize size) {
  return size.value == 0 ? empty_root() : subtrees.root_of(plan_root(size));
}

// The tree head of the checkpoint that the user has or the log publishes; verified when there is somebody to believe.
Answer<Checkpoint> read_head(const std::string& note, const std::optional<Trust>& trust, const std::string& name,
                             Host& host) {
  if (!trust) {
    auto checkpoint = parse_unverified_checkpoint(note);
    if (!checkpoint) return std::move(checkpoint).error().context(name);
    host.note(name + ": its signatures were not looked at: nobody to believe is named");
    return std::optional(*std::move(checkpoint));
  }
  auto verdict = verify_checkpoint(note, *trust);
  if (!verdict) return std::move(verdict).error().context(name);
  if (!verdict->checkpoint) return say_no<Checkpoint>(host, name + ": " + verdict->reason);
  return std::optional(**verdict->checkpoint);
}

}  // namespace

Result<std::optional<OlderTree>> find_older(const ProvenTree& tree, TreeSize size, std::string& fault) {
  const auto parts = plan_consistency(size, tree.head.size);
  SubtreeReader subtrees(*tree.log, tree.published);
  for (const auto& part : parts) subtrees.plan(part);
  subtrees.plan(plan_root(size));
  subtrees.plan(plan_root(tree.head.size));
  TRY(const bool there, subtrees.fetch());
  if (!there) {
    fault = subtrees.fault();
    return std::optional<OlderTree>();
  }
  OlderTree older{{size, root_of(subtrees, size)}, {}};
  for (const auto& part : parts) older.proof.push_back(subtrees.root_of(part));
  if (root_of(subtrees, tree.head.size) != tree.head.root || !consistency_holds(older.head, tree.head, older.proof)) {
    fault = tree.log->name() + ": the tiles do not give the root of the checkpoint";
    return std::optional<OlderTree>();
  }
  return std::optional(std::move(older));
}

Answer<OlderTree> prove_older(const ProvenTree& tree, TreeSize size, Host& host) {
  if (size > tree.head.size) {
    return say_no<OlderTree>(host, fmt::format("{}: {} has only {} entries, not {}", tree.log->name(), tree.what,
                                               tree.head.size.value, size.value));
  }
  std::string fault;
  TRY(auto older, find_older(tree, size, fault));
  if (!older) return say_no<OlderTree>(host, fault);
  return older;
}

Result<bool> continues_tree(const ProvenTree& tree, const TreeHead& older, const std::string& what, Host& host) {
  Hash root = tree.head.root;
  if (older.size < tree.head.size) {
    TRY(const auto proven, prove_older(tree, older.size, host));
    if (!proven) return false;
    root = proven->head.root;
  }
  if (root == older.root) return true;
  host.error(fmt::format("fork: the first {} entries of {} are not those that {} covers", older.size.value,
                         tree.log->name(), what));
  return false;
}

Answer<ProvenTree> open_tree(const TreeRequest& request, Host& host) {
  ProvenTree tree;
  HttpOptions http = request.http;
  http.cancelled = [&host] { return host.cancelled(); };
  TRY(tree.log, open_log(request.log, http));
  tree.log = with_wider_objects(std::move(tree.log));  // the log may grow meanwhile, and lose partial objects
  const bool kept = request.checkpoint.has_value();
  std::optional<Trust> trust;
  if (names_anybody(request.trust)) {
    TRY(trust, make_trust(request.trust, host));
  }
  TRY(std::string note, read_note(request.checkpoint, *tree.log, trust ? not_believed(*trust) : no_head()));
  const std::string name = kept ? input_name(*request.checkpoint) : tree.log->checkpoint_name();
  TRY(const auto checkpoint, read_head(note, trust, name, host));
  if (!checkpoint) return std::optional<ProvenTree>();
  tree.checkpoint = std::move(note);
  tree.origin = checkpoint->origin;
  tree.head = {checkpoint->size, checkpoint->root};
  tree.verified = names_anybody(request.trust);
  tree.published = tree.head.size;
  if (kept) {
    tree.what = "the tree of the checkpoint";
    // Tiles of a log that grew are those of its newest tree: partial ones of older trees may be gone.
    TRY(tree.published, size_there(*tree.log, tree.origin, tree.head.size));
  }
  if (request.size && *request.size != tree.head.size.value) {
    TRY(const auto older, prove_older(tree, TreeSize{*request.size}, host));
    if (!older) return std::optional<ProvenTree>();
    tree.head = older->head;
    tree.what = "the older tree";
    tree.checkpoint.reset();
  }
  return std::optional(std::move(tree));
}

}  // namespace tlog
