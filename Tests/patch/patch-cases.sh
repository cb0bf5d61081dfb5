# SPDX-License-Identifier: GPL-2.0-or-later
# What kconfig-patch does to files. $PRISTINE is a copy of a real kernel tree.

mk=scripts/kconfig/Makefile

case_whole_tree() {
	snapshot "$TREE" >before
	touch stamp; sleep 0.01
	exits 1 "$PATCH" --check "$TREE"; out_has 'not applied'
	exits 0 "$PATCH" --install-binary "$TREE"
	exits 0 "$PATCH" --check "$TREE"
	find "$TREE" -type f -newer stamp | sort >touched
	printf "$TREE/scripts/kconfig/%s\n" Makefile Makefile.autoos kconfig-sat | diff - touched
	exits 0 "$PATCH" --revert "$TREE"
	exits 1 "$PATCH" --check "$TREE"; out_has 'not applied'
	same_as_before "$TREE"
}

case_idempotent() {
	mini m; "$PATCH" --install-binary m; snapshot_times m >times
	exits 0 "$PATCH" m; out_has 'already applied'
	exits 0 "$PATCH" --install-binary m
	exits 0 "$PATCH" --check --install-binary m
	snapshot_times m | diff times -
	[ "$(diff "$PRISTINE/$mk" m/$mk | grep -c '^>')" -eq 2 ]
	[ "$(diff "$PRISTINE/$mk" m/$mk | grep -c '^<')" -eq 0 ]
}

# odd EDIT: an odd Makefile comes back as it was, and is really patched in between.
case_odd_makefile() {
	mini m; eval "$1"; snapshot m >before; cp m/$mk odd
	exits 0 "$PATCH" m
	exits 0 "$PATCH" --check m
	not cmp -s odd m/$mk
	exits 0 "$PATCH" --revert m
	same_as_before m
}

no_newline() { printf %s "$(cat m/$mk)" >x; cp x m/$mk; }
crlf() { sed 's/$/\r/' m/$mk >x; cp x m/$mk; }
# The list of goals is the end of the file, where one of our lines comes last.
ends_with_help() { sed '/testconfig	  -/q' m/$mk >x; printf %s "$(cat x)" >m/$mk; }

case_crlf_lines() { mini m; crlf; "$PATCH" m; [ "$(grep -c "$(printf '\r')" m/$mk)" -eq "$(wc -l <m/$mk)" ]; }

case_edited_since() {
	mini m; "$PATCH" m
	sed -i -e '3i # mine' -e '$a # mine too' m/$mk
	sed -e '3i # mine' -e '$a # mine too' "$PRISTINE/$mk" >wanted
	exits 0 "$PATCH" --check m
	exits 0 "$PATCH" --revert m
	cmp wanted m/$mk
}

case_check_states() {
	mini m; "$PATCH" m
	echo '# more' >>m/scripts/kconfig/Makefile.autoos
	exits 1 "$PATCH" --check m; out_has differs
	exits 0 "$PATCH" m; exits 0 "$PATCH" --check m
	rm m/scripts/kconfig/Makefile.autoos
	exits 1 "$PATCH" --check m; out_has 'half applied'
	"$PATCH" m; sed -i '/Makefile.autoos/d' m/$mk
	exits 1 "$PATCH" --check m; out_has 'half applied'
	exits 0 "$PATCH" m; exits 0 "$PATCH" --check m
	exits 1 "$PATCH" --check --install-binary m; out_has kconfig-sat
	exits 0 "$PATCH" --install-binary m; exits 0 "$PATCH" --check --install-binary m
	sed -i '/kconfig-sat-help/d' m/$mk
	exits 0 "$PATCH" --revert m; same_as_before m
}

case_revert_unpatched() {
	mini m; snapshot_times m >times
	exits 0 "$PATCH" --revert m; out_has 'nothing to do'
	snapshot_times m | diff times -
}

init_git() {
	(cd "$1" && git init -q && git add -A && git commit -qm base)
}

case_git_am() {
	mini m; mini applied; "$PATCH" applied; init_git m
	"$PATCH" --print m >p.mbox
	same_as_before m
	(cd m && git am -q "$WORK/p.mbox")
	[ -z "$(git -C m status --porcelain)" ]
	exits 0 "$PATCH" --check m
	snapshot applied >a; snapshot m | diff a -
	git -C m log -1 --format=%s | grep -qx 'kconfig: add the SAT-based goals of kconfig-sat'
	exits 0 "$PATCH" --revert m; same_as_before m
}

case_patch_p1() {
	mini m; mini applied; "$PATCH" applied
	"$PATCH" --print m >p.mbox
	(cd m && patch -p1 --fuzz=0 <"$WORK/p.mbox")
	snapshot applied >a; snapshot m | diff a -
	# Of a patched and of a half patched tree it is the same patch.
	"$PATCH" --print applied >p2.mbox
	sed -i '/kconfig-sat-help/d' applied/$mk; "$PATCH" --print applied >p3.mbox
	for p in p2 p3; do grep -v '^Date:' $p.mbox >x; grep -v '^Date:' p.mbox | cmp - x; done
	(cd m && patch -p1 -R <"$WORK/p.mbox"); same_as_before m
}

case_print_no_newline() {
	mini m; ends_with_help; snapshot m >before; rm -rf m2; cp -r m m2; "$PATCH" --print m >p.mbox
	(cd m && patch -p1 <"$WORK/p.mbox"); "$PATCH" m2; cmp m/$mk m2/$mk
	init_git m; (cd m && git apply -R "$WORK/p.mbox"); same_as_before m
}

case_refuses() {
	mkdir -p empty; exits 2 "$PATCH" empty; out_has 'no kernel tree'
	exits 2 "$PATCH" nowhere
	exits 2 "$PATCH" "$HERE"; exits 2 "$PATCH" --revert "$HERE"; exits 2 "$PATCH" --print "$HERE"
	mini m; rm m/init/Kconfig; exits 2 "$PATCH" m
	mini m; sed -i /^KERNELVERSION/d m/Makefile; exits 2 "$PATCH" m
	mini m; mv m/$mk real; ln -s ../../../real m/$mk; exits 2 "$PATCH" m; out_has 'symbolic link'
	mini m; mv m/scripts real.d; ln -s ../real.d m/scripts; exits 2 "$PATCH" m; rm -rf real.d
	mini m; sed -i 's/^help:/assist:/' m/$mk; snapshot m >before
	exits 2 "$PATCH" m; out_has help; same_as_before m
	mini m; echo '# foreign' >m/scripts/kconfig/Makefile.autoos; snapshot m >before
	exits 2 "$PATCH" m; same_as_before m
	exits 0 "$PATCH" --revert m; out_has kept; same_as_before m
}

case_usage() {
	mini m
	exits 2 "$PATCH"; exits 2 "$PATCH" m m; exits 2 "$PATCH" --nope m; exits 2 "$PATCH" ''
	exits 2 "$PATCH" --revert --check m; same_as_before m
	exits 0 "$PATCH" --help; out_has --install-binary
	exits 0 "$PATCH" --version; out_has kconfig-patch
	exits 0 "$PATCH" -- m
}

case_missing_binary() {
	mini m
	KCONFIG_SAT=/nope exits 3 "$PATCH" --install-binary m; out_has /nope
	KCONFIG_SAT=$WORK/m/Makefile exits 3 "$PATCH" --install-binary m
	same_as_before m
}

case_binary_from_path() {
	mini m; mkdir -p bin; cp "$HERE/fake-kconfig-sat" bin/kconfig-sat
	PATH=$WORK/bin:$PATH KCONFIG_SAT=kconfig-sat exits 0 "$PATCH" --install-binary m
	KCONFIG_SAT=bin/kconfig-sat exits 0 "$PATCH" --check --install-binary m
	[ -x m/scripts/kconfig/kconfig-sat ]
}

case_odd_names() {
	for name in 'a b  c' '-dash' 'st*r$x'; do
		mini "./$name"
		exits 0 "$PATCH" -- "$name"; exits 0 "$PATCH" --check -- "$name"
		"$PATCH" --print -- "$name" >p; [ -s p ]
		exits 0 "$PATCH" --revert -- "$name"; same_as_before "./$name"
	done
	rm -rf 'repo x'; mkdir -p 'repo x/scripts' links
	cp "$PATCH" 'repo x/scripts'; cp "$REPO/Makefile.autoos" 'repo x'
	ln -sf '../repo x/scripts/kconfig-patch' links/one; ln -sf one links/two
	mini m; exits 0 links/two m; exits 0 "$PATCH" --check m
}

case_modes() {
	for mode in 644 444 755 600; do
		mini m; chmod $mode m/$mk; snapshot m >before
		(umask 022; "$PATCH" --install-binary m)
		[ "$(cd m/scripts/kconfig; stat -c %a Makefile Makefile.autoos kconfig-sat | xargs)" = "$mode 644 755" ]
		"$PATCH" --revert m; same_as_before m
	done
}

# As nobody: root may write anywhere.
case_read_only() {
	mini m; unpriv=
	if [ "$(id -u)" -eq 0 ]; then unpriv='setpriv --reuid=65534 --regid=65534 --clear-groups'; fi
	chmod a-w m/scripts/kconfig
	exits 3 $unpriv "$PATCH" m; out_has 'cannot write'
	$unpriv "$PATCH" --print m >p; [ -s p ]
	exits 0 $unpriv "$PATCH" --revert m
	chmod u+w m/scripts/kconfig; same_as_before m; "$PATCH" m; chmod a-w m/scripts/kconfig
	exits 0 $unpriv "$PATCH" m; exits 0 $unpriv "$PATCH" --check m
	exits 3 $unpriv "$PATCH" --revert m
	chmod u+w m/scripts/kconfig; exits 0 "$PATCH" --check m
}

# Never the include line without the file: make would not even start.
buildable() { ! grep -q Makefile.autoos m/$mk || [ -s m/scripts/kconfig/Makefile.autoos ]; }

# crash MODE HEAL N: killed at the Nth rename or removal, then healed.
case_crash() {
	mini m; [ "$1" = --install-binary ] || "$PATCH" --install-binary m
	shim 'mv rm' "$3" 'kill -9 $PPID'
	exits 137 shimmed "$1" m
	buildable
	exits 1 "$PATCH" --check m; out_has 'half applied'
	exits 0 "$PATCH" "$2" m
	if [ "$2" = --revert ]; then same_as_before m
	else exits 0 "$PATCH" --check --install-binary m; not ls -d m/scripts/kconfig/.kconfig-patch.*
	fi
}

# A failing rename undoes the earlier ones.
case_failing() {
	mini m; [ "$1" = --install-binary ] || "$PATCH" --install-binary m
	snapshot m >before
	shim 'mv rm' "$2" 'exit 1'
	exits 3 shimmed "$1" m; out_has 'left as it was'
	same_as_before m
}

case_signals() {
	mini m; shim cp 1 'kill -TERM $PPID'
	exits 143 shimmed m; same_as_before m
	mini m; shim cp 1 'kill -INT $PPID'
	exits 130 shimmed m; same_as_before m
	mini m; shim mv 1 'kill -TERM $PPID; kill -INT $PPID'
	exits 0 shimmed m; exits 0 "$PATCH" --check m
}

case_full_stdout() {
	mini m; got=0; "$PATCH" m >/dev/full || got=$?
	[ $got -eq 3 ]; exits 0 "$PATCH" --check m
}

patch_cases() {
	t "$1 whole tree: only our files, reverted byte for byte" case_whole_tree
	t "$1 twice changes nothing, not even times" case_idempotent
	for odd in no_newline crlf ends_with_help; do t "$1 reverts odd Makefile: $odd" case_odd_makefile $odd; done
	t "$1 CRLF Makefile gets CRLF lines" case_crlf_lines
	t "$1 revert keeps what the user changed since" case_edited_since
	t "$1 --check tells all states, rerun heals" case_check_states
	t "$1 --revert of an unpatched tree" case_revert_unpatched
	t "$1 --print for git am" case_git_am
	t "$1 --print for patch -p1, same files" case_patch_p1
	t "$1 --print of a Makefile without last newline" case_print_no_newline
	t "$1 file modes kept" case_modes
}

# Nothing in these depends on the kernel's version.
patch_cases_once() {
	t 'refuses what is no kernel tree' case_refuses
	t 'usage' case_usage
	t 'missing binary: exit 3, tree untouched' case_missing_binary
	t 'binary named by PATH or relative' case_binary_from_path
	t 'odd folder names, script by symlink' case_odd_names
	t 'read-only tree: exit 3' case_read_only
	t 'signals: clean before the renames, complete after' case_signals
	t 'stdout full: exit 3, not 1' case_full_stdout
	for n in 1 1b 2 2b 3 3b; do
		t "apply killed at step $n, rerun" case_crash --install-binary --install-binary $n
		t "apply killed at step $n, --revert" case_crash --install-binary --revert $n
		t "--revert killed at step $n, --revert" case_crash --revert --revert $n
		t "--revert killed at step $n, apply" case_crash --revert --install-binary $n
	done
	for n in 1b 2b 3b; do
		t "apply fails at step $n: undone" case_failing --install-binary $n
		t "--revert fails at step $n: undone" case_failing --revert $n
	done
}
