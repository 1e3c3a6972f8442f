#include "libcore/ops/key.h"

#include "libcore/base/text.h"
#include "libcore/crypto/random.h"
#include "libcore/ops/summary.h"
#include "libcore/store/key_file.h"

namespace tlog {

namespace {

Result<VerifierKey> shown_as(VerifierKey key, std::optional<KeyType> type) {
  if (!type || *type == key.type) return key;
  if (*type == KeyType::kLog) {
    return Error(Errc::kConfig, "a cosigner's key cannot be used as a log's")
        .hint("tlog-key new --type log makes a log's key");
  }
  key.type = *type;
  return key;
}

void emit_key(const VerifierKey& key, Host& host) {
  host.emit(Record("key")
                .text("name", key.name)
                .text("key_id_hex", format_key_id(key.id()))
                .text("key_type", key_type_name(key.type))
                .text("vkey", key.vkey())
                .line());
  host.emit(summary("tlog-key").number("keys", 1).line());
}

}  // namespace

Result<Verdict> new_key(const NewKeyRequest& request, Host& host) {
  CHECK(check_key_name(request.name));
  SigningKey key{request.name, request.type, {}};
  CHECK(random_bytes(key.seed.bytes));
  CHECK(write_signing_key(request.path, key));
  emit_key(key.verifier(), host);
  return Verdict::kYes;
}

Result<Verdict> show_key(const ShowKeyRequest& request, Host& host) {
  TRY(VerifierKey key, read_any_key(request.path));
  auto shown = shown_as(std::move(key), request.type);
  if (!shown) {
    return std::move(shown).error().context(request.path == "-" ? "standard input" : printable(request.path, 4096));
  }
  if (request.vkey_only) {
    host.emit(shown->vkey());
  } else {
    emit_key(*shown, host);
  }
  return Verdict::kYes;
}

}  // namespace tlog
