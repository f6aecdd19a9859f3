;; Columns of numbers out of the pages of Parquet, and into rows. column-kernel.ts calls it; `npm run wasm` compiles it into columns.wasm.ts.
(module
  (memory (export "memory") 3)

  ;; Looks packed places of `$width` bits, 24 at most, up in a dictionary of doubles; the first is at bit `$bit` behind `$bits`. Answers whether one
  ;; lies beyond the last double, for which the first is taken.
  (func (export "look")
    (param $bits i32) (param $bit i32) (param $count i32) (param $width i32) (param $dictionary i32) (param $last i32) (param $out i32)
    (result i32)
    (local $mask i32) (local $place i32) (local $isThere i32) (local $areThere i32) (local $end i32)
    (local.set $mask (i32.sub (i32.shl (i32.const 1) (local.get $width)) (i32.const 1)))
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 3))))
    (local.set $areThere (i32.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (local.set $place (i32.and
          (i32.shr_u
            (i32.load (i32.add (local.get $bits) (i32.shr_u (local.get $bit) (i32.const 3))))
            (i32.and (local.get $bit) (i32.const 7)))
          (local.get $mask)))
        (local.set $isThere (i32.le_u (local.get $place) (local.get $last)))
        (local.set $areThere (i32.and (local.get $areThere) (local.get $isThere)))
        (f64.store (local.get $out) (f64.load (i32.add
          (local.get $dictionary)
          (i32.shl (select (local.get $place) (i32.const 0) (local.get $isThere)) (i32.const 3)))))
        (local.set $bit (i32.add (local.get $bit) (local.get $width)))
        (local.set $out (i32.add (local.get $out) (i32.const 8)))
        (br $next)))
    (i32.eqz (local.get $areThere)))

  ;; Writes rows to `$out`, as singles or as doubles. `$columns` is a list of the addresses of `$width` columns of doubles, of which the first `$skip`
  ;; bytes are not wanted.
  (func (export "turn")
    (param $columns i32) (param $width i32) (param $skip i32) (param $rows i32) (param $double i32) (param $out i32)
    (local $column i32) (local $from i32) (local $end i32) (local $to i32) (local $step i32)
    (local.set $step (i32.shl (local.get $width) (i32.add (local.get $double) (i32.const 2))))
    (block $done
      (loop $columns
        (br_if $done (i32.ge_u (local.get $column) (local.get $width)))
        (local.set $from (i32.add (i32.load (local.get $columns)) (local.get $skip)))
        (local.set $end (i32.add (local.get $from) (i32.shl (local.get $rows) (i32.const 3))))
        (local.set $to (i32.add (local.get $out) (i32.shl (local.get $column) (i32.add (local.get $double) (i32.const 2)))))
        (if (local.get $double)
          (then (loop $next
            (f64.store (local.get $to) (f64.load (local.get $from)))
            (local.set $to (i32.add (local.get $to) (local.get $step)))
            (local.set $from (i32.add (local.get $from) (i32.const 8)))
            (br_if $next (i32.lt_u (local.get $from) (local.get $end)))))
          (else (loop $next
            (f32.store (local.get $to) (f32.demote_f64 (f64.load (local.get $from))))
            (local.set $to (i32.add (local.get $to) (local.get $step)))
            (local.set $from (i32.add (local.get $from) (i32.const 8)))
            (br_if $next (i32.lt_u (local.get $from) (local.get $end))))))
        (local.set $columns (i32.add (local.get $columns) (i32.const 4)))
        (local.set $column (i32.add (local.get $column) (i32.const 1)))
        (br $columns)))))
