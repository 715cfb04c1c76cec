# SPDX-License-Identifier: GPL-3.0-or-later
"""Which VIBs each release carries. Names only: file names and order follow from the rules.

A word is `name` (one payload, called like the first eight characters of the name), or
`name=payload`, or `name=payload,payload`. The lists give the module order published for these
releases (real-artifacts.md section 9) when the naming and order rules are applied.
"""

DRIVERS_55 = """
    ata-pata-amd ata-pata-atiixp ata-pata-cmd64x ata-pata-hpt3x2n ata-pata-pdc2027x
    ata-pata-serverworks ata-pata-sil680 ata-pata-via block-cciss ehci-ehci-hcd elxnet ima-qla4xxx
    ipmi-ipmi-devintf ipmi-ipmi-msghandler ipmi-ipmi-si-drv lpfc lsi-mr3 lsi-msgpt3
    misc-cnic-register misc-drivers mtip32xx-native net-be2net net-bnx2 net-bnx2x net-cnic net-e1000
    net-e1000e net-enic net-forcedeth net-igb net-ixgbe net-mlx4-core net-mlx4-en net-nx-nic net-tg3
    net-vmxnet3 ohci-usb-ohci qlnativefc rste sata-ahci sata-ata-piix sata-sata-nv
    sata-sata-promise sata-sata-sil sata-sata-sil24 sata-sata-svw scsi-aacraid scsi-adp94xx
    scsi-aic79xx scsi-bnx2fc scsi-bnx2i scsi-fnic scsi-hpsa scsi-ips scsi-lpfc820 scsi-megaraid-mbox
    scsi-megaraid-sas scsi-megaraid2 scsi-mpt2sas scsi-mptsas scsi-mptspi scsi-qla2xxx scsi-qla4xxx
    uhci-usb-uhci xhci-xhci
"""

DRIVERS_67 = """
    ata-libata-92=ata-liba ata-pata-amd ata-pata-atiixp ata-pata-cmd64x ata-pata-hpt3x2n
    ata-pata-pdc2027x ata-pata-serverworks ata-pata-sil680 ata-pata-via block-cciss bnxtnet bnxtroce
    brcmfcoe char-random ehci-ehci-hcd elxiscsi elxnet hid-hid i40en iavmd igbn ima-qla4xxx
    ipmi-ipmi-devintf ipmi-ipmi-msghandler ipmi-ipmi-si-drv iser ixgben lpfc lpnic lsi-mr3
    lsi-msgpt2 lsi-msgpt3 lsi-msgpt35 misc-cnic-register misc-drivers mtip32xx-native ne1000 nenic
    net-bnx2 net-bnx2x net-cdc-ether net-cnic net-e1000 net-e1000e net-enic net-fcoe net-forcedeth
    net-igb net-ixgbe net-libfcoe-92 net-mlx4-core net-mlx4-en net-nx-nic net-tg3 net-usbnet
    net-vmxnet3 nfnic nhpsa nmlx4-core nmlx4-en nmlx4-rdma nmlx5-core nmlx5-rdma ntg3 nvme nvmxnet3
    nvmxnet3-ens ohci-usb-ohci pvscsi qcnic qedentv qfle3 qfle3f qfle3i qflge sata-ahci
    sata-ata-piix sata-sata-nv sata-sata-promise sata-sata-sil sata-sata-sil24 sata-sata-svw
    scsi-aacraid scsi-adp94xx scsi-aic79xx scsi-bnx2fc scsi-bnx2i scsi-fnic scsi-hpsa scsi-ips
    scsi-iscsi-linux-92 scsi-libfc-92 scsi-megaraid-mbox scsi-megaraid-sas scsi-megaraid2
    scsi-mpt2sas scsi-mptsas scsi-mptspi scsi-qla4xxx sfvmk shim-iscsi-linux-9-2-1-0
    shim-iscsi-linux-9-2-2-0 shim-libata-9-2-1-0 shim-libata-9-2-2-0 shim-libfc-9-2-1-0
    shim-libfc-9-2-2-0 shim-libfcoe-9-2-1-0 shim-libfcoe-9-2-2-0 shim-vmklinux-9-2-1-0
    shim-vmklinux-9-2-2-0 shim-vmklinux-9-2-3-0 smartpqi uhci-usb-uhci usb-storage-usb-storage
    usbcore-usb vmkata vmkfcoe vmkplexer-vmkplexer vmkusb vmw-ahci xhci-xhci
"""

DRIVERS_70 = """
    bnxtnet bnxtroce brcmfcoe brcmnvmefc elxiscsi elxnet i40en i40iwn iavmd igbn iser ixgben lpfc
    lpnic lsi-mr3 lsi-msgpt2 lsi-msgpt3 lsi-msgpt35 mtip32xx-native ne1000 nenic nfnic nhpsa
    nmlx4-core nmlx4-en nmlx4-rdma nmlx5-core nmlx5-rdma ntg3 nvme-pcie nvmerdma nvmxnet3
    nvmxnet3-ens pvscsi qcnic qedentv qedrntv qfle3 qfle3f qfle3i qflge rste sfvmk smartpqi vmkata
    vmkfcoe vmkusb vmw-ahci
"""

DRIVERS_80 = """
    atlantic bcm-mpi3 bnxtnet bnxtroce brcmfcoe cndi-igc dwi2c elxiscsi elxnet i40en iavmd icen igbn
    intelgpio ionic-cloud ionic-en irdman iser ixgben lpfc lpnic lsi-mr3 lsi-msgpt2 lsi-msgpt3
    lsi-msgpt35 mtip32xx-native ne1000 nenic nfnic nhpsa nipmi nmlx5-cc nmlx5-core nmlx5-rdma ntg3
    nvme-pcie nvmerdma nvmetcp nvmxnet3 nvmxnet3-ens pvscsi qcnic qedentv qedrntv qfle3 qfle3f
    qfle3i qflge rdmahl rste sfvmk smartpqi vmkata vmksdhci vmkusb vmw-ahci
"""

LSU_V2 = """
    lsuv2-hpv2-hpsa-plugin lsuv2-intelv2-nvme-vmd-plugin lsuv2-lsiv2-drivers-plugin
    lsuv2-nvme-pcie-plugin lsuv2-oem-dell-plugin lsuv2-oem-hp-plugin
"""

SYSTEM_55 = """
    esx-dvfilter-generic-fastpath esx-xlibs=xlibs
    lsu-hp-hpsa-plugin lsu-lsi-lsi-mr3-plugin lsu-lsi-lsi-msgpt3-plugin lsu-lsi-megaraid-sas-plugin
    lsu-lsi-mpt2sas-plugin lsu-lsi-mptsas-plugin
"""

SYSTEM_67 = """
    elx-esx-libelxima.so esx-dvfilter-generic-fastpath esx-ui
    lsu-hp-hpsa-plugin lsu-intel-vmd-plugin lsu-lsi-drivers-plugin lsu-lsi-lsi-mr3-plugin
    lsu-lsi-lsi-msgpt3-plugin lsu-lsi-megaraid-sas-plugin lsu-lsi-mpt2sas-plugin
    lsu-smartpqi-plugin native-misc-drivers qlnativefc rste vmware-esx-esxcli-nvme-plugin vsan
    vsanhealth vsanmgmt=vsanmgmt
"""

SYSTEM_70 = """
    crx elx-esx-libelxima.so esx-dvfilter-generic-fastpath esx-ui
    esx-update=esxupdt,tpmesxup,weaselin loadesx lsuv2-oem-lenovo-plugin lsuv2-smartpqiv2-plugin
    native-misc-drivers qlnativefc vdfs vmware-esx-esxcli-nvme-plugin vsan vsanhealth=vsanheal
    vsanmgmt
""" + LSU_V2

SYSTEM_80 = """
    bmcal clusterstore=clusters crx drivervm-gpu-base elx-esx-libelxima.so
    esx-dvfilter-generic-fastpath esx-ui esx-update=esxupdt,tpmesxup,weaselin
    esxio-combiner infravisor loadesx lsuv2-smartpqiv2-plugin native-misc-drivers qlnativefc trx
    vdfs vds-vsip vmware-esx-esxcli-nvme-plugin vmware-hbrsrv=hbrsrv vsan vsanhealth vsanmgmt
""" + LSU_V2

# The X server is an ordinary VIB there, not an overlay.
SYSTEM_90 = SYSTEM_80 + " esx-xserver=xorg "

# Payloads of 9.0 that come as a zstd frame inside gzip; the facts name the form, not the list.
ZSTD_90 = ("atlantic", "icen", "lpfc", "nmlx5-core", "qedentv")


def words(text):
    """The (VIB name, payload names) pairs of a list."""
    result = []
    for word in text.split():
        name, equals, payloads = word.partition("=")
        result.append((name, payloads.split(",") if equals else [name[:8]]))
    return result
