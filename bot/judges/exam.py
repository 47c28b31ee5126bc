"""What a sentence model is measured by at its start: twelve made-up headlines, each twice in English, in Chinese
and Vietnamese.

Headlines of different events tell how near the model puts what has nothing in common, which differs from model to
model; translations tell whether it knows a language at all.
"""

from __future__ import annotations

LANGUAGES = ("en", "en again", "zh", "vi")
HEADLINES = (
    (
        "Quake of magnitude 6.1 shuts the port of Lima",
        "Lima's harbour closed after a strong earthquake",
        "6.1级地震致利马港关闭",
        "Động đất 6,1 độ khiến cảng Lima đóng cửa",
    ),
    (
        "Chip maker delays its new factory in Arizona by a year",
        "Arizona plant of semiconductor firm to open twelve months late",
        "芯片制造商推迟亚利桑那新工厂一年",
        "Hãng chip lùi nhà máy mới ở Arizona thêm một năm",
    ),
    (
        "Central bank raises interest rates for the third time this year",
        "Borrowing costs go up again as the central bank acts",
        "央行今年第三次加息",
        "Ngân hàng trung ương tăng lãi suất lần thứ ba trong năm",
    ),
    (
        "Phone maker recalls two million batteries over fire risk",
        "Two million phone batteries called back because they may burn",
        "手机厂商因起火风险召回两百万块电池",
        "Hãng điện thoại thu hồi hai triệu viên pin vì nguy cơ cháy",
    ),
    (
        "Parliament passes a law on artificial intelligence",
        "Lawmakers vote for rules that govern AI",
        "议会通过人工智能法案",
        "Quốc hội thông qua luật về trí tuệ nhân tạo",
    ),
    (
        "Champions are out of the cup after a penalty shoot-out",
        "Title holders lose on penalties and leave the tournament",
        "卫冕冠军点球大战出局",
        "Đương kim vô địch bị loại sau loạt luân lưu",
    ),
    (
        "Airline orders eighty jets from Airbus",
        "Eighty Airbus planes bought by carrier",
        "航空公司订购八十架空客飞机",
        "Hãng hàng không đặt mua tám mươi máy bay Airbus",
    ),
    (
        "Hackers steal the data of a hospital's patients",
        "Patient records taken in a cyberattack on a clinic",
        "黑客窃取医院患者数据",
        "Tin tặc đánh cắp dữ liệu bệnh nhân của một bệnh viện",
    ),
    (
        "Typhoon reaches the coast and thousands leave their homes",
        "Thousands evacuated as the storm makes landfall",
        "台风登陆，数千人撤离",
        "Bão đổ bộ, hàng nghìn người phải sơ tán",
    ),
    (
        "Film studio names a new chief executive",
        "New boss appointed at the movie company",
        "电影公司任命新首席执行官",
        "Hãng phim bổ nhiệm tổng giám đốc mới",
    ),
    (
        "Rocket carries the first crew to the new space station",
        "First astronauts launched to the orbiting outpost",
        "火箭将首批航天员送往新空间站",
        "Tên lửa đưa phi hành đoàn đầu tiên lên trạm vũ trụ mới",
    ),
    (
        "Coffee prices reach a record after a drought in Brazil",
        "Dry weather in Brazil makes coffee dearer than ever",
        "巴西干旱推动咖啡价格创新高",
        "Giá cà phê lập kỷ lục sau hạn hán ở Brazil",
    ),
)
