#include "libcore/cli/suggest.h"

#include <algorithm>

namespace tlog::cli {
namespace {

// Levenshtein distance with one row. Words of a command line are short; longer ones are nobody's typing error.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr size_t kMaxWordBytes = 64;
  if (word.size() > kMaxWordBytes || word.size() < 2) return "";
  std::string best;
  size_t best_distance = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    // An abbreviation (--prog) is meant even where many letters are missing; the dashes alone begin everything.
    size_t d = word.size() >= 4 && candidate.starts_with(word) ? 1 : distance(word, candidate);
    if (d >= best_distance || d >= candidate.size()) continue;
    best = candidate;
    best_distance = d;
  }
  return best;
}

}  // namespace tlog::cli
