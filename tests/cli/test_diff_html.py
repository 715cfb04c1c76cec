#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_diff_html.py [--keep DIR] [TEST]...: the HTML of `diff` in headless Chromium, by WebDriver.

With --keep the screenshots stay in DIR, to be looked at.
"""
import contextlib
import os
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

import program  # noqa: E402

WIDTHS = (390, 1440)
SCHEMES = ("light", "dark")
# A browser that asks nobody for anything; as root there is no sandbox to have.
SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage")
OLD = """esxmint: 1
base: {release: "8.0.3"}
install:
  accept_eula: true
  disk: {first: [localesx, local], vmfs: overwrite}
  root_password: {env: ESX_ROOT_PASSWORD}
network:
  hostname: a-host-with-quite-a-long-name-to-wrap.fra.example.com
  management: {ipv4: {address: 192.0.2.11, netmask: 255.255.255.0, gateway: 192.0.2.1}}
  vswitches:
    - name: vSwitch1
      uplinks: [vmnic1]
      portgroups: [{name: "iSCSI <01>", vlan: 20}]
time: {ntp: [ntp1.example.com]}
services: {ssh: {enabled: false}}
scripts:
  firstboot:
    - text: |
        echo 'UNBROKEN%s'
"""
KEEP = None


@contextlib.contextmanager
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    with tempfile.TemporaryDirectory(prefix="esxmint-chromium-",
                                     ignore_cleanup_errors=True) as profile:
        for switch in (*SWITCHES, "--user-data-dir=" + profile):
            options.add_argument(switch)
        driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        try:
            yield driver
        finally:
            driver.quit()


def luminance(color):
    """Of "rgb(1, 2, 3)", as WCAG 2 defines it."""
    parts = [int(part) / 255 for part in color[color.index("(") + 1:-1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(driver, element):
    """As the browser itself tells; WebDriver does not know how it folds."""
    return driver.execute_script("return arguments[0].checkVisibility()", element)


class Page(program.Case):
    def setUp(self):
        super().setUp()
        old = OLD % ("x" * 400)
        self.write("old.yaml", old)
        self.write("new.yaml", old.replace("[localesx, local]", "[usb]").replace("20}", "21}")
                   .replace("ntp1", "ntp9").replace("enabled: false", "enabled: true")
                   .replace("UNBROKENx", "UNBROKENy"))
        self.esxmint("diff", "--format", "html", "-o", "page.html", "old.yaml", "new.yaml",
                     status=1)

    def show(self, driver, width, scheme):
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        driver.get("file://" + self.path("page.html"))

    def shot(self, driver, name):
        if KEEP:
            driver.save_screenshot(os.path.join(KEEP, name + ".png"))

    def test_every_screen(self):
        with browser() as driver:
            for width in WIDTHS:
                for scheme in SCHEMES:
                    with self.subTest(width=width, scheme=scheme):
                        self.show(driver, width, scheme)
                        self.shot(driver, "%d-%s" % (width, scheme))
                        self.fits(driver, width)
                        self.can_be_read(driver, scheme)
                        self.changes_are_there(driver)

    def fits(self, driver, width):
        """No sideways scrolling, of the page or of a hunk, and nothing beyond its edge."""
        self.assertLessEqual(driver.execute_script(
            "return document.documentElement.scrollWidth"), width)
        for box in driver.find_elements(By.CSS_SELECTOR, ".lines"):
            self.assertLessEqual(box.get_property("scrollWidth"), box.get_property("clientWidth"))

    def can_be_read(self, driver, scheme):
        """Text against what is behind it: 4.5 to 1, and dark where dark is wanted."""
        pairs = driver.execute_script("""
            const behind = element => {
                for (; element; element = element.parentElement) {
                    const color = getComputedStyle(element).backgroundColor;
                    if (!/, 0\\)$/.test(color)) return color;
                }
            };
            return [...document.querySelectorAll('h1, p, li b, li span, .part, .head, td')]
                .filter(element => element.textContent.trim())
                .map(element => [getComputedStyle(element).color, behind(element),
                                 element.className]);""")
        for text, paper, name in pairs:
            self.assertGreaterEqual(contrast(text, paper), 4.5, (text, paper, name))
        paper = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        self.assertEqual(luminance(paper) < 0.5, scheme == "dark")

    def changes_are_there(self, driver):
        words = [item.text for item in driver.find_elements(By.CSS_SELECTOR, ".words li")]
        for wanted in ("the first of localesx, local -> the first of usb", "NTP server: ntp1.example.com -> "
                       "ntp9.example.com", "VLAN of port group 'iSCSI <01>': 20 -> 21",
                       "SSH server: closed -> open"):
            self.assertTrue([one for one in words if wanted in one], (wanted, words))
        for name, sign, wanted in (("del", "-", "--vlan-id=20"), ("add", "+", "--vlan-id=21"),
                                   ("add", "+", "UNBROKENy")):
            rows = [row for row in driver.find_elements(By.CSS_SELECTOR, "tr." + name)
                    if wanted in row.text]
            self.assertEqual(len(rows), 1, wanted)
            self.assertTrue(seen(driver, rows[0]))
            self.assertEqual(rows[0].find_element(By.CLASS_NAME, "s").text, sign)

    def test_fold_and_unfold(self):
        with browser() as driver:
            for width in WIDTHS:
                self.show(driver, width, "light")
                for hunk in driver.find_elements(By.TAG_NAME, "details"):
                    head = hunk.find_element(By.TAG_NAME, "summary")
                    line = hunk.find_element(By.CLASS_NAME, "t")
                    self.assertTrue(seen(driver, line))
                    driver.execute_script("arguments[0].scrollIntoView()", head)
                    head.click()
                    self.assertFalse(seen(driver, line))
                    # By the keyboard as well.
                    head.send_keys(Keys.ENTER)
                    self.assertTrue(seen(driver, line))
                    head.click()
                    self.assertFalse(seen(driver, line))
                self.shot(driver, "%d-folded" % width)

    def test_asks_for_nothing(self):
        """Nothing is loaded besides the file, and nothing is complained about."""
        with browser() as driver:
            self.show(driver, 1440, "light")
            self.assertEqual(driver.execute_script(
                "return performance.getEntriesByType('resource').length"), 0)
            self.assertEqual([entry["message"] for entry in driver.get_log("browser")
                              if "favicon" not in entry["message"]], [])
            self.assertEqual(driver.execute_script(
                "return document.querySelectorAll('script, img, link, iframe').length"), 0)


if __name__ == "__main__":
    if "--keep" in sys.argv:
        KEEP = os.path.abspath(sys.argv.pop(sys.argv.index("--keep") + 1))
        sys.argv.remove("--keep")
        os.makedirs(KEEP, exist_ok=True)
    if not shutil.which("chromium"):
        sys.exit("chromium is missing (tests/packages)")
    unittest.main()
