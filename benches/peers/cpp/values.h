// Values that are no objects of a known shape.
#pragma once
#include "api.h"
#include "leaves.h"

// What null is: nothing, as most fields have it, or a leaf, where null is a command.
enum class nulls { nothing, leaf };

template <class A, class S>
struct values {
  using value = typename A::value;
  using reads = void (*)(value, S &, uint64_t);

  // Not what was expected: null, or wrong.
  template <nulls N>
  [[gnu::cold, gnu::noinline]] static void otherwise(value value, S &sink, uint64_t path) {
    if (!A::null(value)) refuse();
    if (N == nulls::leaf) sink.null(path);
  }

  template <nulls N>
  simdjson_inline static void text(value value, S &sink, uint64_t path) {
    std::string_view text;
    if (simdjson_unlikely(value.get_string().get(text))) return otherwise<N>(value, sink, path);
    sink.text(path, text);
  }

  template <nulls N>
  simdjson_inline static void whole(value value, S &sink, uint64_t path) {
    uint64_t number;
    if (simdjson_unlikely(value.get_uint64().get(number))) return otherwise<N>(value, sink, path);
    sink.whole(path, number);
  }

  template <nulls N>
  static void integer(value value, S &sink, uint64_t path) {
    int64_t number;
    if (simdjson_unlikely(value.get_int64().get(number))) return otherwise<N>(value, sink, path);
    if (number < 0) return sink.number(path, static_cast<double>(number));
    sink.whole(path, static_cast<uint64_t>(number));
  }

  template <nulls N>
  simdjson_inline static void number(value value, S &sink, uint64_t path) {
    double number;
    if (simdjson_unlikely(value.get_double().get(number))) return otherwise<N>(value, sink, path);
    sink.number(path, number);
  }

  template <nulls N>
  simdjson_inline static void flag(value value, S &sink, uint64_t path) {
    bool flag;
    if (simdjson_unlikely(value.get_bool().get(flag))) return otherwise<N>(value, sink, path);
    sink.flag(path, flag);
  }

  template <nulls N, reads READ>
  simdjson_inline static void list(value value, S &sink, uint64_t path) {
    typename A::array array;
    if (simdjson_unlikely(value.get_array().get(array))) return otherwise<N>(value, sink, path);
    uint64_t len = 0;
    for (auto element : array) READ(must_value(element), sink, S::place(path, len++));
    sink.list(path, len);
  }

  template <nulls N>
  static void texts(value value, S &sink, uint64_t path) {
    list<N, text<nulls::leaf>>(value, sink, path);
  }

  template <nulls N>
  static void wholes(value value, S &sink, uint64_t path) {
    list<N, whole<nulls::leaf>>(value, sink, path);
  }

  // A name, or what `READ` reads.
  template <nulls N, reads READ>
  static void named(value value, S &sink, uint64_t path) {
    if (A::kind(value) == A::STRING) return text<N>(value, sink, path);
    READ(value, sink, path);
  }

  // A list of texts, or what `READ` reads.
  template <nulls N, reads READ>
  static void listed(value value, S &sink, uint64_t path) {
    if (A::kind(value) == A::ARRAY) return texts<N>(value, sink, path);
    READ(value, sink, path);
  }

  // Anything. A null in it is a leaf; `N` is about the outermost.
  template <nulls N>
  static void json(value value, S &sink, uint64_t path) {
    const auto kind = A::kind(value);
    if (kind == A::STRING) return text<N>(value, sink, path);
    if (kind == A::OBJECT) {
      for (typename A::walk at(must(value.get_object())); !at.done(); at.next()) {
        const uint64_t inner = S::key(path, at.key());
        json<nulls::leaf>(at.here(), sink, inner);
      }
      return;
    }
    if (kind == A::ARRAY) return list<N, json<nulls::leaf>>(value, sink, path);
    if (kind == A::BOOL) return flag<N>(value, sink, path);
    if (A::null(value)) return otherwise<N>(value, sink, path);
    A::any_number(value, sink, path);
  }

 private:
  static value must_value(value element) { return element; }
  template <class T>
  simdjson_inline static value must_value(simdjson::simdjson_result<T> element) {
    return must(std::move(element));
  }
};
