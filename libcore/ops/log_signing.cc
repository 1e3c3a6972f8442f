#include "libcore/ops/log_signing.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/proven_tree.h"
#include "libcore/os/file.h"
#include "libcore/store/key_file.h"
#include "libcore/text/record.h"

namespace tlog {

Result<SigningKey> read_log_key(const std::string& path) {
  TRY(SigningKey key, read_signing_key(path));
  if (key.type != KeyType::kLog) {
    return Error(Errc::kConfig, printable(path, 4096) + ": a cosigner's key cannot sign for a log")
        .hint("tlog-key new --type log makes one that can");
  }
  return key;
}

void warn_of_key_name(const SigningKey& key, const std::string& origin, Host& host) {
  if (key.name == origin) return;
  host.warn(fmt::format("the name of the key, {}, is not the origin", printable(key.name)));
  host.hint("verifiers then need --origin");
}

std::string contradiction(const Checkpoint& signed_last, const Checkpoint& published) {
  if (signed_last.origin != published.origin) return "its origin is not that of the tree in .tlog/signed";
  if (published.size > signed_last.size) {
    return fmt::format("is of {} entries, but no more than {} were ever signed here", published.size.value,
                       signed_last.size.value);
  }
  if (published.size == signed_last.size && published.root != signed_last.root) {
    return "is of another tree than .tlog/signed, of the same size: a fork";
  }
  return "";
}

Result<std::string> contradiction_by_tiles(const LogDir& log, const Checkpoint& signed_last,
                                           const Checkpoint& published) {
  if (published.size >= signed_last.size) return std::string();
  ProvenTree tree;
  tree.log = open_log_dir(log);
  tree.published = signed_last.size;
  tree.head = {signed_last.size, signed_last.root};
  std::string fault;
  TRY(const auto older, find_older(tree, published.size, fault));
  if (!older) return "is not shown to be of the tree in .tlog/signed: " + fault;
  if (older->head.root == published.root) return std::string();
  return std::string("is of another tree than that in .tlog/signed begins with: a fork");
}

Result<std::optional<std::string>> read_note_if_there(const std::string& path) {
  auto text = read_regular_file(path, kMaxNoteBytes);
  if (text) return std::optional(*std::move(text));
  if (text.error().code() == Errc::kNotFound) return std::optional<std::string>();
  return std::move(text).error();
}

Status keep_signed(const LogDir& log, const std::string& note) {
  return replace_file(log.signed_checkpoint(), note, {.temporary = log.stage() + "/signed", .mode = 0600});
}

Status publish(const LogDir& log, const std::string& note) {
  return replace_file(log.checkpoint(), note, {.temporary = log.stage() + "/checkpoint"});
}

uint64_t emit_objects(const LogDir& log, TreeSize from, TreeSize size, bool published, Host& host) {
  uint64_t listed = 0;
  const auto object = [&](const std::string& key) {
    listed++;
    return host.emit(Record("object").text("path", log.path + "/" + key).text("key", key).line());
  };
  for_each_new_object(from, size, [&](const TileId& tile) { return object(tile_path(tile)); });
  if (published) object("checkpoint");
  return listed;
}

}  // namespace tlog
