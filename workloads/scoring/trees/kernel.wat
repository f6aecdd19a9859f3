;; The tree walker. layout.ts writes what it reads; `npm run wasm` compiles it into kernel.wasm.ts.
;;
;; node, 16 bytes    f64 threshold | i32 column, in bytes | i32 address of its first child
;;     The second child follows the first. A row goes to the second if its value in that column is <= threshold, else, and so if the value is
;;     NaN, to the first. A leaf is a node that looks at column 0, where every row is NaN, and is its own first child: walking on from it does
;;     no harm, so four walks end when all of them are at leaves. In place of the threshold a leaf has its value; of a tree with several values
;;     a leaf, their i32 address.
;; tree, 12 bytes    i32 address of its root | i32 first output, in bytes | i32 values a leaf
;; rows and sums     in groups of four, interleaved: all four values of column 0, then of column 1, and so on; sums the same, by output.
;;
;; Four walks at a time keep the processor busy while each waits for its next node: of four rows in one tree, or of one row in four trees.
;; Sums of `single` precision are rounded to 32-bit floats after every addition, which gives what adding 32-bit floats gives.
(module
  (memory (export "memory") 1)

  ;; Adds what trees say to the sums of `groups` groups of four rows. Trees are outside, so that each is walked while it is in the cache.
  (func (export "scoreGroups")
    (param $tree i32) (param $treesEnd i32) (param $rows i32) (param $rowsEnd i32) (param $groupBytes i32) (param $sums i32) (param $sumBytes i32)
    (param $single i32)
    (local $root i32) (local $values i32) (local $x i32) (local $s i32) (local $sum i32) (local $sumEnd i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $aColumn i32) (local $bColumn i32) (local $cColumn i32) (local $dColumn i32)
    (block $done
      (loop $nextTree
        (br_if $done (i32.ge_u (local.get $tree) (local.get $treesEnd)))
        (local.set $root (i32.load (local.get $tree)))
        (local.set $s (i32.add (local.get $sums) (i32.load offset=4 (local.get $tree))))
        (local.set $values (i32.load offset=8 (local.get $tree)))
        (local.set $x (local.get $rows))
        (loop $nextGroup
          (local.set $a (local.get $root))
          (local.set $b (local.get $root))
          (local.set $c (local.get $root))
          (local.set $d (local.get $root))
          (block $atLeaves
            (loop $step
              (local.set $aColumn (i32.load offset=8 (local.get $a)))
              (local.set $bColumn (i32.load offset=8 (local.get $b)))
              (local.set $cColumn (i32.load offset=8 (local.get $c)))
              (local.set $dColumn (i32.load offset=8 (local.get $d)))
              (br_if $atLeaves (i32.eqz (i32.or
                (i32.or (local.get $aColumn) (local.get $bColumn)) (i32.or (local.get $cColumn) (local.get $dColumn)))))
              (local.set $a (i32.add (i32.load offset=12 (local.get $a)) (i32.shl
                (f64.le (f64.load (i32.add (local.get $x) (local.get $aColumn))) (f64.load (local.get $a))) (i32.const 4))))
              (local.set $b (i32.add (i32.load offset=12 (local.get $b)) (i32.shl
                (f64.le (f64.load offset=8 (i32.add (local.get $x) (local.get $bColumn))) (f64.load (local.get $b))) (i32.const 4))))
              (local.set $c (i32.add (i32.load offset=12 (local.get $c)) (i32.shl
                (f64.le (f64.load offset=16 (i32.add (local.get $x) (local.get $cColumn))) (f64.load (local.get $c))) (i32.const 4))))
              (local.set $d (i32.add (i32.load offset=12 (local.get $d)) (i32.shl
                (f64.le (f64.load offset=24 (i32.add (local.get $x) (local.get $dColumn))) (f64.load (local.get $d))) (i32.const 4))))
              (br $step)))
          (if (i32.gt_u (local.get $values) (i32.const 1)) (then
            (local.set $a (i32.load (local.get $a)))
            (local.set $b (i32.load (local.get $b)))
            (local.set $c (i32.load (local.get $c)))
            (local.set $d (i32.load (local.get $d)))))
          (local.set $sum (local.get $s))
          (local.set $sumEnd (i32.add (local.get $s) (i32.shl (local.get $values) (i32.const 5))))
          (loop $nextValue
            (if (local.get $single)
              (then
                (f64.store (local.get $sum) (f64.promote_f32 (f32.demote_f64
                  (f64.add (f64.load (local.get $sum)) (f64.load (local.get $a))))))
                (f64.store offset=8 (local.get $sum) (f64.promote_f32 (f32.demote_f64
                  (f64.add (f64.load offset=8 (local.get $sum)) (f64.load (local.get $b))))))
                (f64.store offset=16 (local.get $sum) (f64.promote_f32 (f32.demote_f64
                  (f64.add (f64.load offset=16 (local.get $sum)) (f64.load (local.get $c))))))
                (f64.store offset=24 (local.get $sum) (f64.promote_f32 (f32.demote_f64
                  (f64.add (f64.load offset=24 (local.get $sum)) (f64.load (local.get $d)))))))
              (else
                (f64.store (local.get $sum) (f64.add (f64.load (local.get $sum)) (f64.load (local.get $a))))
                (f64.store offset=8 (local.get $sum) (f64.add (f64.load offset=8 (local.get $sum)) (f64.load (local.get $b))))
                (f64.store offset=16 (local.get $sum) (f64.add (f64.load offset=16 (local.get $sum)) (f64.load (local.get $c))))
                (f64.store offset=24 (local.get $sum) (f64.add (f64.load offset=24 (local.get $sum)) (f64.load (local.get $d))))))
            (local.set $a (i32.add (local.get $a) (i32.const 8)))
            (local.set $b (i32.add (local.get $b) (i32.const 8)))
            (local.set $c (i32.add (local.get $c) (i32.const 8)))
            (local.set $d (i32.add (local.get $d) (i32.const 8)))
            (local.set $sum (i32.add (local.get $sum) (i32.const 32)))
            (br_if $nextValue (i32.lt_u (local.get $sum) (local.get $sumEnd))))
          (local.set $s (i32.add (local.get $s) (local.get $sumBytes)))
          (local.set $x (i32.add (local.get $x) (local.get $groupBytes)))
          (br_if $nextGroup (i32.lt_u (local.get $x) (local.get $rowsEnd))))
        (local.set $tree (i32.add (local.get $tree) (i32.const 12)))
        (br $nextTree))))

  ;; As scoreGroups, two groups at a time: each of eight walks waits for its next node while seven others go on. `$rowsEnd` is a multiple of two groups.
  (func (export "scorePairs")
    (param $tree i32) (param $treesEnd i32) (param $rows i32) (param $rowsEnd i32) (param $groupBytes i32) (param $sums i32) (param $sumBytes i32)
    (param $single i32)
    (local $root i32) (local $values i32) (local $x i32) (local $y i32) (local $s i32) (local $sum i32) (local $other i32) (local $sumEnd i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $e i32) (local $f i32) (local $g i32) (local $h i32)
    (local $aColumn i32) (local $bColumn i32) (local $cColumn i32) (local $dColumn i32)
    (local $eColumn i32) (local $fColumn i32) (local $gColumn i32) (local $hColumn i32)
    (block $done
      (loop $nextTree
        (br_if $done (i32.ge_u (local.get $tree) (local.get $treesEnd)))
        (local.set $root (i32.load (local.get $tree)))
        (local.set $s (i32.add (local.get $sums) (i32.load offset=4 (local.get $tree))))
        (local.set $values (i32.load offset=8 (local.get $tree)))
        (local.set $x (local.get $rows))
        (loop $nextPair
          (local.set $y (i32.add (local.get $x) (local.get $groupBytes)))
          (local.set $a (local.get $root))
          (local.set $b (local.get $root))
          (local.set $c (local.get $root))
          (local.set $d (local.get $root))
          (local.set $e (local.get $root))
          (local.set $f (local.get $root))
          (local.set $g (local.get $root))
          (local.set $h (local.get $root))
          (block $atLeaves
            (loop $step
              (local.set $aColumn (i32.load offset=8 (local.get $a)))
              (local.set $bColumn (i32.load offset=8 (local.get $b)))
              (local.set $cColumn (i32.load offset=8 (local.get $c)))
              (local.set $dColumn (i32.load offset=8 (local.get $d)))
              (local.set $eColumn (i32.load offset=8 (local.get $e)))
              (local.set $fColumn (i32.load offset=8 (local.get $f)))
              (local.set $gColumn (i32.load offset=8 (local.get $g)))
              (local.set $hColumn (i32.load offset=8 (local.get $h)))
              (br_if $atLeaves (i32.eqz (i32.or
                (i32.or (i32.or (local.get $aColumn) (local.get $bColumn)) (i32.or (local.get $cColumn) (local.get $dColumn)))
                (i32.or (i32.or (local.get $eColumn) (local.get $fColumn)) (i32.or (local.get $gColumn) (local.get $hColumn))))))
              (local.set $a (i32.add (i32.load offset=12 (local.get $a)) (i32.shl
                (f64.le (f64.load (i32.add (local.get $x) (local.get $aColumn))) (f64.load (local.get $a))) (i32.const 4))))
              (local.set $b (i32.add (i32.load offset=12 (local.get $b)) (i32.shl
                (f64.le (f64.load offset=8 (i32.add (local.get $x) (local.get $bColumn))) (f64.load (local.get $b))) (i32.const 4))))
              (local.set $c (i32.add (i32.load offset=12 (local.get $c)) (i32.shl
                (f64.le (f64.load offset=16 (i32.add (local.get $x) (local.get $cColumn))) (f64.load (local.get $c))) (i32.const 4))))
              (local.set $d (i32.add (i32.load offset=12 (local.get $d)) (i32.shl
                (f64.le (f64.load offset=24 (i32.add (local.get $x) (local.get $dColumn))) (f64.load (local.get $d))) (i32.const 4))))
              (local.set $e (i32.add (i32.load offset=12 (local.get $e)) (i32.shl
                (f64.le (f64.load (i32.add (local.get $y) (local.get $eColumn))) (f64.load (local.get $e))) (i32.const 4))))
              (local.set $f (i32.add (i32.load offset=12 (local.get $f)) (i32.shl
                (f64.le (f64.load offset=8 (i32.add (local.get $y) (local.get $fColumn))) (f64.load (local.get $f))) (i32.const 4))))
              (local.set $g (i32.add (i32.load offset=12 (local.get $g)) (i32.shl
                (f64.le (f64.load offset=16 (i32.add (local.get $y) (local.get $gColumn))) (f64.load (local.get $g))) (i32.const 4))))
              (local.set $h (i32.add (i32.load offset=12 (local.get $h)) (i32.shl
                (f64.le (f64.load offset=24 (i32.add (local.get $y) (local.get $hColumn))) (f64.load (local.get $h))) (i32.const 4))))
              (br $step)))
          (if (i32.gt_u (local.get $values) (i32.const 1)) (then
            (local.set $a (i32.load (local.get $a)))
            (local.set $b (i32.load (local.get $b)))
            (local.set $c (i32.load (local.get $c)))
            (local.set $d (i32.load (local.get $d)))
            (local.set $e (i32.load (local.get $e)))
            (local.set $f (i32.load (local.get $f)))
            (local.set $g (i32.load (local.get $g)))
            (local.set $h (i32.load (local.get $h)))))
          (local.set $sum (local.get $s))
          (local.set $other (i32.add (local.get $s) (local.get $sumBytes)))
          (local.set $sumEnd (i32.add (local.get $s) (i32.shl (local.get $values) (i32.const 5))))
          (loop $nextValue
            (if (local.get $single)
              (then
                (f64.store (local.get $sum) (f64.promote_f32 (f32.demote_f64 (f64.add (f64.load (local.get $sum)) (f64.load (local.get $a))))))
                (f64.store offset=8 (local.get $sum) (f64.promote_f32 (f32.demote_f64 (f64.add (f64.load offset=8 (local.get $sum)) (f64.load (local.get $b))))))
                (f64.store offset=16 (local.get $sum) (f64.promote_f32 (f32.demote_f64 (f64.add (f64.load offset=16 (local.get $sum)) (f64.load (local.get $c))))))
                (f64.store offset=24 (local.get $sum) (f64.promote_f32 (f32.demote_f64 (f64.add (f64.load offset=24 (local.get $sum)) (f64.load (local.get $d))))))
                (f64.store (local.get $other) (f64.promote_f32 (f32.demote_f64 (f64.add (f64.load (local.get $other)) (f64.load (local.get $e))))))
                (f64.store offset=8 (local.get $other) (f64.promote_f32 (f32.demote_f64 (f64.add (f64.load offset=8 (local.get $other)) (f64.load (local.get $f))))))
                (f64.store offset=16 (local.get $other) (f64.promote_f32 (f32.demote_f64 (f64.add (f64.load offset=16 (local.get $other)) (f64.load (local.get $g))))))
                (f64.store offset=24 (local.get $other) (f64.promote_f32 (f32.demote_f64 (f64.add (f64.load offset=24 (local.get $other)) (f64.load (local.get $h)))))))
              (else
                (f64.store (local.get $sum) (f64.add (f64.load (local.get $sum)) (f64.load (local.get $a))))
                (f64.store offset=8 (local.get $sum) (f64.add (f64.load offset=8 (local.get $sum)) (f64.load (local.get $b))))
                (f64.store offset=16 (local.get $sum) (f64.add (f64.load offset=16 (local.get $sum)) (f64.load (local.get $c))))
                (f64.store offset=24 (local.get $sum) (f64.add (f64.load offset=24 (local.get $sum)) (f64.load (local.get $d))))
                (f64.store (local.get $other) (f64.add (f64.load (local.get $other)) (f64.load (local.get $e))))
                (f64.store offset=8 (local.get $other) (f64.add (f64.load offset=8 (local.get $other)) (f64.load (local.get $f))))
                (f64.store offset=16 (local.get $other) (f64.add (f64.load offset=16 (local.get $other)) (f64.load (local.get $g))))
                (f64.store offset=24 (local.get $other) (f64.add (f64.load offset=24 (local.get $other)) (f64.load (local.get $h))))))
            (local.set $a (i32.add (local.get $a) (i32.const 8)))
            (local.set $b (i32.add (local.get $b) (i32.const 8)))
            (local.set $c (i32.add (local.get $c) (i32.const 8)))
            (local.set $d (i32.add (local.get $d) (i32.const 8)))
            (local.set $e (i32.add (local.get $e) (i32.const 8)))
            (local.set $f (i32.add (local.get $f) (i32.const 8)))
            (local.set $g (i32.add (local.get $g) (i32.const 8)))
            (local.set $h (i32.add (local.get $h) (i32.const 8)))
            (local.set $other (i32.add (local.get $other) (i32.const 32)))
            (local.set $sum (i32.add (local.get $sum) (i32.const 32)))
            (br_if $nextValue (i32.lt_u (local.get $sum) (local.get $sumEnd))))
          (local.set $s (i32.add (local.get $s) (i32.shl (local.get $sumBytes) (i32.const 1))))
          (local.set $x (i32.add (local.get $y) (local.get $groupBytes)))
          (br_if $nextPair (i32.lt_u (local.get $x) (local.get $rowsEnd))))
        (local.set $tree (i32.add (local.get $tree) (i32.const 12)))
        (br $nextTree))))

  ;; Adds what trees say to the sums of one row, wherever it is in its group. `$tree` to `$treesEnd` is a multiple of four trees.
  (func (export "scoreRow")
    (param $tree i32) (param $treesEnd i32) (param $x i32) (param $sums i32) (param $leaves i32) (param $single i32)
    (local $lane i32) (local $leaf i32) (local $value f64) (local $sum i32) (local $sumEnd i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $aColumn i32) (local $bColumn i32) (local $cColumn i32) (local $dColumn i32)
    (block $done
      (loop $nextTrees
        (br_if $done (i32.ge_u (local.get $tree) (local.get $treesEnd)))
        (local.set $a (i32.load (local.get $tree)))
        (local.set $b (i32.load offset=12 (local.get $tree)))
        (local.set $c (i32.load offset=24 (local.get $tree)))
        (local.set $d (i32.load offset=36 (local.get $tree)))
        (block $atLeaves
          (loop $step
            (local.set $aColumn (i32.load offset=8 (local.get $a)))
            (local.set $bColumn (i32.load offset=8 (local.get $b)))
            (local.set $cColumn (i32.load offset=8 (local.get $c)))
            (local.set $dColumn (i32.load offset=8 (local.get $d)))
            (br_if $atLeaves (i32.eqz (i32.or
              (i32.or (local.get $aColumn) (local.get $bColumn)) (i32.or (local.get $cColumn) (local.get $dColumn)))))
            (local.set $a (i32.add (i32.load offset=12 (local.get $a)) (i32.shl
              (f64.le (f64.load (i32.add (local.get $x) (local.get $aColumn))) (f64.load (local.get $a))) (i32.const 4))))
            (local.set $b (i32.add (i32.load offset=12 (local.get $b)) (i32.shl
              (f64.le (f64.load (i32.add (local.get $x) (local.get $bColumn))) (f64.load (local.get $b))) (i32.const 4))))
            (local.set $c (i32.add (i32.load offset=12 (local.get $c)) (i32.shl
              (f64.le (f64.load (i32.add (local.get $x) (local.get $cColumn))) (f64.load (local.get $c))) (i32.const 4))))
            (local.set $d (i32.add (i32.load offset=12 (local.get $d)) (i32.shl
              (f64.le (f64.load (i32.add (local.get $x) (local.get $dColumn))) (f64.load (local.get $d))) (i32.const 4))))
            (br $step)))
        (i32.store (local.get $leaves) (local.get $a))
        (i32.store offset=4 (local.get $leaves) (local.get $b))
        (i32.store offset=8 (local.get $leaves) (local.get $c))
        (i32.store offset=12 (local.get $leaves) (local.get $d))
        (local.set $lane (i32.const 0))
        (loop $nextLane
          (local.set $leaf (i32.load (i32.add (local.get $leaves) (local.get $lane))))
          (if (i32.gt_u (i32.load offset=8 (local.get $tree)) (i32.const 1)) (then (local.set $leaf (i32.load (local.get $leaf)))))
          (local.set $sum (i32.add (local.get $sums) (i32.load offset=4 (local.get $tree))))
          (local.set $sumEnd (i32.add (local.get $sum) (i32.shl (i32.load offset=8 (local.get $tree)) (i32.const 5))))
          (loop $nextValue
            (local.set $value (f64.add (f64.load (local.get $sum)) (f64.load (local.get $leaf))))
            (if (local.get $single) (then (local.set $value (f64.promote_f32 (f32.demote_f64 (local.get $value))))))
            (f64.store (local.get $sum) (local.get $value))
            (local.set $leaf (i32.add (local.get $leaf) (i32.const 8)))
            (local.set $sum (i32.add (local.get $sum) (i32.const 32)))
            (br_if $nextValue (i32.lt_u (local.get $sum) (local.get $sumEnd))))
          (local.set $tree (i32.add (local.get $tree) (i32.const 12)))
          (local.set $lane (i32.add (local.get $lane) (i32.const 4)))
          (br_if $nextLane (i32.lt_u (local.get $lane) (i32.const 16))))
        (br $nextTrees)))))
