#include "libcore/ops/trust.h"

#include "libcore/base/text.h"

namespace tlog {

Result<LogTrust> make_trust(const TrustRequest& request) {
  LogTrust trust;
  for (const std::string& text : request.log_keys) {
    auto key = parse_vkey(text);
    if (!key) return std::move(key).error().context("--log-key");
    if (key->type != KeyType::kLog) {
      return Error(Errc::kConfig, "--log-key: a cosigner's key (type 0x04) does not sign for a log")
          .hint("the log's own key has type 0x01");
    }
    trust.keys.push_back(*std::move(key));
  }
  if (trust.keys.empty()) return Error(Errc::kConfig, "no key to believe");
  if (request.origin) {
    if (auto status = check_origin(*request.origin); !status) return std::move(status).error().context("--origin");
    trust.origin = request.origin;
  }
  return trust;
}

}  // namespace tlog
