"""What the made-up parties did or applied for: what was found, by which law, who does such things."""

from dataclasses import dataclass

#: Stands among the trades for a person without a shop sign.
PERSON = ""


@dataclass(frozen=True)
class Deed:
    """A deed: its name, what was found, the law, the unit, the fine from and to, who, what goods.

    ``summary`` says that it is small enough for a fine on the spot.
    """

    cause: str
    found: str
    law: str
    unit: str
    fine: tuple[int, int]
    trades: tuple[str, ...]
    goods: str = ""
    summary: bool = False
    series: str = "penalty"


SHOPS = ("兴旺超市", "鑫源百货", "惠家便利店")
TABLES = ("老街饭店", "福满楼饭店", "君山宾馆")
PHARMACIES = ("惠民大药房", "康泰大药房")

PENALTIES = (
    Deed("经营超过保质期的食品", "货架上待售的酱油、方便面已超过保质期", "食品安全法第三十四条", "spg", (2000, 20000), SHOPS, "酱油"),
    Deed("不按规定明码标价", "停车场入口没有公示收费标准", "价格法第十三条", "cgs", (100, 3000), ("君山停车场", "南关停车场"), summary=True),
    Deed("发布虚假广告", "店门横幅宣称保健酒能够治愈高血压", "广告法第二十八条", "jcdd", (10000, 60000), ("鑫源百货", "金鼎商贸有限公司"), "保健酒"),
    Deed("使用未经检定的电子秤", "水果摊使用的电子计价秤没有检定合格证", "计量法第九条", "cgs", (100, 1000), (PERSON,), "电子计价秤", summary=True),
    Deed("销售侵犯注册商标专用权的白酒", "库房内存放的白酒经权利人鉴定为侵权商品", "商标法第五十七条", "jcdd", (20000, 80000), ("金鼎商贸有限公司", "兴旺超市", PERSON), "白酒"),
    Deed("销售不合格电动自行车", "电动自行车最高车速和整车质量不符合强制性标准，且未取得强制性产品认证", "产品质量法第十三条", "jcdd", (5000, 30000), ("顺达车行", "飞鸽车行"), "电动自行车"),
    Deed("未经许可从事食品经营", "现场正在加工出售卤肉，未能出示食品经营许可证", "食品安全法第三十五条", "cgs", (5000, 50000), (PERSON, "老街饭店"), "卤肉"),
    Deed("使用未经检验的电梯", "电梯轿厢内检验合格标志已过期三个月", "特种设备安全法第四十条", "tsg", (30000, 90000), ("君山宾馆", "伊水小区物业服务有限公司"), "电梯"),
    Deed("销售不合格化肥", "抽样检验复混肥料总养分不符合标准", "产品质量法第三十九条", "jcdd", (8000, 30000), ("丰收农资店", "丰乐农资店", PERSON), "复混肥料"),
    Deed("未凭处方销售处方药", "未能出示阿莫西林胶囊的处方和销售记录", "药品管理法第五十八条", "ypg", (1000, 30000), PHARMACIES, "阿莫西林胶囊"),
    Deed("使用超过期限的消毒餐具", "包间内消毒餐具标示的使用期限已过", "食品安全法第三十三条", "tts", (100, 8000), TABLES, "消毒餐具", summary=True),
    Deed("经营未依法注册的医疗器械", "柜台陈列的血糖试纸没有注册证编号", "医疗器械监督管理条例第五十五条", "ypg", (5000, 50000), ("康泰医疗器械有限公司", *PHARMACIES), "血糖试纸"),
    Deed("侵害消费者个人信息", "售楼部出售登记的业主电话号码", "消费者权益保护法第二十九条", "jcdd", (10000, 50000), ("伊水置业有限公司", "君泰置业有限公司")),
    Deed("无照经营", "租用民房经营轮胎维修，没有办理登记", "无证无照经营查处办法第五条", "cgs", (500, 5000), (PERSON,), "轮胎"),
    Deed("假冒专利", "店内净水器包装标注的专利号已经失效", "专利法第六十八条", "zscq", (5000, 30000), ("鑫源百货", "惠家便利店"), "净水器"),
)  # fmt: skip

#: Acts of the other series.
RARER = (
    Deed("申请食品经营许可", "经营场所布局合理，有与经营品种相适应的设备", "食品经营许可和备案管理办法第十二条", "spg", (0, 0), TABLES, series="licensing"),
    Deed("校园食堂双随机抽查", "食品留样不足四十八小时，消毒记录不全", "食品安全法第一百一十条", "spg", (0, 0), ("第三中学食堂", "实验小学食堂"), series="inspection"),
    Deed("涉嫌销售假冒白酒被扣押财物", "库房内三十六箱白酒包装和瓶盖与正品不符", "商标法第六十二条", "jcdd", (0, 0), ("金鼎商贸有限公司", PERSON), "白酒", series="coercion"),
    Deed("申请特种设备使用登记", "叉车有产品合格证和监督检验证明", "特种设备安全法第三十三条", "tsg", (0, 0), ("钼都物流有限公司", "金鼎商贸有限公司"), series="licensing"),
    Deed("申请股权出质登记", "出质股权权属清楚，没有被冻结", "股权出质登记办法第三条", "jcdd", (0, 0), ("钼都物流有限公司",), series="confirmation"),
)  # fmt: skip
