#include "libcore/net/url.h"

#include <curl/curl.h>

#include <memory>

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/net/http.h"

namespace tlog {

Result<std::string> resolve_url(const std::string& base, const std::string& reference) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
  ASSERT(url != nullptr);
  const Error bad(Errc::kMalformed, "\"" + printable(reference) + "\" is no URL that may be followed");
  if (reference.find('\0') != std::string::npos) return bad;
  // One with a scheme is taken as it is: what lacks a host here would get the next word for one.
  if (reference.find("://") != std::string::npos && reference.find("://") < reference.find_first_of("/?#") &&
      !check_url(reference)) {
    return bad;
  }
  ASSERT(curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) == CURLUE_OK);
  if (curl_url_set(url.get(), CURLUPART_URL, reference.c_str(), 0) != CURLUE_OK) return bad;
  char* text = nullptr;
  if (curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) return bad;
  std::string resolved(text);
  curl_free(text);
  if (!check_url(resolved) || (has_scheme(base, "https") && !has_scheme(resolved, "https"))) return bad;
  return resolved;
}

}  // namespace tlog
