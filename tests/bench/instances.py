"""A response of DescribeInstances, of the size that a page of 100 instances has."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID


def response_body(count: int = 100) -> bytes:
    """About 197 KB for 100 instances."""
    content = {
        "TotalCount": count,
        "InstanceSet": [_instance(number) for number in range(count)],
        "RequestId": _uuid(9),
    }
    return json.dumps({"Response": content}, separators=(",", ":")).encode()


def _instance(number: int) -> dict[str, Any]:
    name = f"{number:08x}"
    return {
        "Placement": {
            "Zone": "ap-guangzhou-3",
            "ProjectId": 1174660,
            "HostId": f"host-{name}",
            "HostIds": [],
        },
        "InstanceId": f"ins-{name}",
        "InstanceType": "S5.LARGE8",
        "CPU": 4,
        "Memory": 8,
        "RestrictState": "NORMAL",
        "InstanceName": f"web-{number:03} \u5e7f\u5dde",
        "InstanceChargeType": "POSTPAID_BY_HOUR",
        "SystemDisk": {
            "DiskType": "CLOUD_PREMIUM",
            "DiskId": f"disk-{name}",
            "DiskSize": 50,
            "CdcId": None,
            "DiskName": f"system-{number}",
        },
        "DataDisks": [_disk(f"{number}{part}") for part in "ab"],
        "PrivateIpAddresses": [f"172.16.0.{number}"],
        "PublicIpAddresses": [f"203.0.113.{number}"],
        "InternetAccessible": {
            "InternetChargeType": "TRAFFIC_POSTPAID_BY_HOUR",
            "InternetMaxBandwidthOut": 100,
            "PublicIpAssigned": True,
        },
        "VirtualPrivateCloud": {
            "VpcId": "vpc-m0cnatxj",
            "SubnetId": "subnet-mv4sn55k",
            "AsVpcGateway": False,
            "Ipv6AddressCount": 1,
            "PrivateIpAddresses": [f"172.16.0.{number}"],
        },
        "ImageId": "img-8toqc6s3",
        "RenewFlag": None,
        "CreatedTime": "2026-01-22T08:30:15Z",
        "ExpiredTime": None,
        "OsName": "TencentOS Server 3.1 (TK4)",
        "SecurityGroupIds": ["sg-p1ezv4wz", "sg-k7al1aa2"],
        "LoginSettings": {"KeyIds": ["skey-b4vakk62"]},
        "InstanceState": "RUNNING",
        "Tags": [
            {"Key": "team", "Value": "storefront"},
            {"Key": "cost-centre", "Value": f"{number % 7}"},
        ],
        "StopChargingMode": "NOT_APPLICABLE",
        "Uuid": _uuid(number),
        "LatestOperation": "StartInstances",
        "LatestOperationState": "SUCCESS",
        "LatestOperationRequestId": _uuid(number + 1),
        "IPv6Addresses": [f"2001:db8:86a3:8d3:1319:8a2e:370:{number:x}"],
        "CamRoleName": "",
        "HpcClusterId": "",
        "DedicatedClusterId": "",
        "IsolatedSource": "NOTISOLATED",
        "GPUInfo": None,
        "LicenseType": "TencentCloud",
        "DisableApiTermination": False,
        "DefaultLoginUser": "root",
        "DefaultLoginPort": 22,
        "LatestOperationErrorMsg": None,
    }


def _disk(name: str) -> dict[str, Any]:
    return {
        "DiskSize": 200,
        "DiskType": "CLOUD_SSD",
        "DiskId": f"disk-{name}",
        "DeleteWithInstance": True,
        "Encrypt": False,
        "KmsKeyId": None,
        "ThroughputPerformance": 0,
        "CdcId": None,
        "DiskName": f"data-{name}",
    }


def _uuid(number: int) -> str:
    return str(UUID(int=(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128)))
