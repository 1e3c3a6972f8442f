#include "libcore/base/url_scheme.h"

#include <algorithm>

namespace tlog {

bool has_scheme(std::string_view url, std::string_view scheme) {
  const auto same = [](char letter, char lower) {
    return (letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter) == lower;
  };
  return url.size() >= scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), url.begin(), [&](char lower, char c) { return same(c, lower); }) &&
         url.substr(scheme.size()).starts_with("://");
}

bool is_url(std::string_view place) { return has_scheme(place, "http") || has_scheme(place, "https"); }

}  // namespace tlog
